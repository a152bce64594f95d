using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Registry.Content.Caching;

/// <summary>
/// One file in the memory of hashes: 96 bytes, the last 16 of which prove the others, so that a torn or foreign record is
/// passed over.
/// </summary>
internal readonly struct HashRecord
{
    public const int Length = 96;
    private const int Proven = 80;
    private readonly UInt128 _high;
    private readonly UInt128 _low;

    public HashRecord(FileStamp stamp, Digest digest, DateTimeOffset used)
    {
        (Stamp, Used) = (stamp, used);
        Span<byte> hash = stackalloc byte[32];
        Convert.FromHexString(digest.Hex, hash, out _, out _);
        (_high, _low) = (BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    public FileStamp Stamp { get; }

    public DateTimeOffset Used { get; }

    public Digest Digest
    {
        get
        {
            Span<byte> hash = stackalloc byte[32];
            BinaryPrimitives.WriteUInt128BigEndian(hash, _high);
            BinaryPrimitives.WriteUInt128BigEndian(hash[16..], _low);
            return Digest.FromHash(hash);
        }
    }

    public static byte[] Write(IReadOnlyList<HashRecord> records)
    {
        var bytes = new byte[records.Count * Length];
        for (var i = 0; i < records.Count; i++)
        {
            records[i].Write(bytes.AsSpan(i * Length, Length));
        }

        return bytes;
    }

    public static IEnumerable<HashRecord> ReadAll(string file)
    {
        using var handle = File.OpenHandle(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var buffer = new byte[Length * 1024];
        for (long offset = 0; ;)
        {
            var read = RandomAccess.Read(handle, buffer, offset);
            for (var at = 0; at + Length <= read; at += Length)
            {
                if (TryRead(buffer.AsSpan(at, Length)) is { } record)
                {
                    yield return record;
                }
            }

            if (read < Length)
            {
                yield break;
            }

            offset += read - (read % Length);
        }
    }

    private static HashRecord? TryRead(ReadOnlySpan<byte> bytes)
    {
        Span<byte> proof = stackalloc byte[32];
        SHA256.HashData(bytes[..Proven], proof);
        if (!bytes[Proven..].SequenceEqual(proof[..(Length - Proven)]))
        {
            return null;
        }

        var used = BinaryPrimitives.ReadInt64LittleEndian(bytes[72..]);
        if (used < 0 || used > DateTimeOffset.MaxValue.Ticks)
        {
            return null;
        }

        var stamp = new FileStamp(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
        return new HashRecord(stamp, Digest.FromHash(bytes[40..72]), new DateTimeOffset(used, TimeSpan.Zero));
    }

    private void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Stamp.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Stamp.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Stamp.Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Stamp.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Stamp.Changed);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[40..], _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[56..], _low);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[72..], Used.UtcTicks);
        Span<byte> proof = stackalloc byte[32];
        SHA256.HashData(bytes[..Proven], proof);
        proof[..(Length - Proven)].CopyTo(bytes[Proven..]);
    }
}
