using System.Buffers.Binary;

namespace Registry.Ledger.Indexing;

/// <summary>
/// The first bytes of a segment: <c>MLRINDX1</c>, the length of ids, the number of rows, the length of all texts, the
/// checksum of the table, and the checksum of these. After it come the texts, then the table, a row for each
/// text in the same order, then the numbers of the rows in the order of their ids.
/// </summary>
internal readonly record struct IndexHeader(int IdLength, int Count, long TextLength, uint TableChecksum)
{
    public const int Size = 32;

    /// <summary>More is taken for damage: Git itself is slow long before.</summary>
    public const int MostEntries = 10_000_000;

    /// <summary>Texts are read into one buffer, which cannot be larger.</summary>
    public const long MostText = 1 << 30;

    /// <summary>The last digit is the version of the format.</summary>
    private static ReadOnlySpan<byte> Magic => "MLRINDX1"u8;

    public long TableOffset => Size + TextLength;

    /// <summary>Rows and their numbers.</summary>
    public int TableLength => Count * (IndexEntry.Size + sizeof(int));

    public long FileLength => TableOffset + TableLength;

    /// <summary>Null for another version, and for what does not fit a file of that length.</summary>
    public static IndexHeader? TryRead(ReadOnlySpan<byte> bytes, long fileLength)
    {
        var header = new IndexHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
        return bytes.StartsWith(Magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == IndexEntry.ChecksumOf(bytes[..28])
            && header is { IdLength: 20 or 32, Count: > 0 and <= MostEntries, TextLength: >= 0 and <= MostText }
            && header.FileLength == fileLength ? header : null;
    }

    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], IdLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], TextLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], TableChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], IndexEntry.ChecksumOf(bytes[..28]));
    }
}
