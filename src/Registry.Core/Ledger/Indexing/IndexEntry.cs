using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Registry.Git;

namespace Registry.Ledger.Indexing;

/// <summary>
/// A row of a segment's table: an object's id, and where its text is. The length is 0 for an object that is no tag.
/// </summary>
internal readonly record struct IndexEntry(ObjectId Id, long Offset, int Length, uint Checksum)
{
    /// <summary>Id (32), offset (8), length (4), checksum of the text (4).</summary>
    public const int Size = 48;

    /// <summary>CRC-32C: it finds damage; who may write in a Git directory needs no index to do harm.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        var sum = ~0u;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            sum = BitOperations.Crc32C(
                sum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return ~sum;
    }

    public static IndexEntry Read(ReadOnlySpan<byte> row, int idLength) => new(
        ObjectId.OfBytes(row[..idLength]),
        BinaryPrimitives.ReadInt64LittleEndian(row[32..]),
        BinaryPrimitives.ReadInt32LittleEndian(row[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(row[44..]));

    public void Write(Span<byte> row)
    {
        Id.CopyTo(row[..32]);
        BinaryPrimitives.WriteInt64LittleEndian(row[32..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(row[40..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(row[44..], Checksum);
    }
}
