using System.Buffers.Binary;
using Registry.Git;

namespace Registry.Ledger.Indexing;

/// <summary>Writes a segment under a temporary name and renames it: others see it whole or not at all.</summary>
internal static class IndexSegmentWriter
{
    public const string Extension = ".index";
    public const string Unfinished = ".tmp";
    private const int BufferSize = 128 * 1024;

    /// <param name="folder">Where segments are.</param>
    /// <param name="objects">Ids and texts, in the order the texts are to lie in; no id twice.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<(ObjectId Id, ReadOnlyMemory<byte> Text)> objects)
    {
        var name = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            using (var file = new FileStream(
                name + Unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize))
            {
                WriteTo(file, objects);
            }

            File.Move(name + Unfinished, name + Extension);
        }
        catch
        {
            File.Delete(name + Unfinished);
            throw;
        }
    }

    private static void WriteTo(FileStream file, IReadOnlyList<(ObjectId Id, ReadOnlyMemory<byte> Text)> objects)
    {
        var (table, length) = TableOf(objects);
        Span<byte> start = stackalloc byte[IndexHeader.Size];
        new IndexHeader(objects[0].Id.Length, objects.Count, length, IndexEntry.ChecksumOf(table)).Write(start);
        file.Write(start);
        foreach (var (_, text) in objects)
        {
            file.Write(text.Span);
        }

        file.Write(table);
    }

    private static (byte[] Table, long TextLength) TableOf(
        IReadOnlyList<(ObjectId Id, ReadOnlyMemory<byte> Text)> objects)
    {
        var table = new byte[objects.Count * (IndexEntry.Size + sizeof(int))];
        var rows = new int[objects.Count];
        long offset = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var (id, text) = objects[i];
            var entry = new IndexEntry(id, offset, text.Length, IndexEntry.ChecksumOf(text.Span));
            entry.Write(table.AsSpan(i * IndexEntry.Size));
            offset += text.Length;
            rows[i] = i;
        }

        Array.Sort(rows, (left, right) => objects[left].Id.CompareTo(objects[right].Id));
        var numbers = table.AsSpan(rows.Length * IndexEntry.Size);
        for (var i = 0; i < rows.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(numbers[(i * sizeof(int))..], rows[i]);
        }

        return (table, offset);
    }
}
