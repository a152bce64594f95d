using Microsoft.Win32.SafeHandles;
using Registry.Git;

namespace Registry.Ledger.Indexing;

/// <summary>What an object says: null where it is not known, empty for what is no tag. And who knew it.</summary>
internal readonly record struct IndexedText(ReadOnlyMemory<byte>? Text, IndexSegment? Segment);

/// <summary>
/// A file of the index: the texts of tag objects by their ids. It is never changed after it was written, so it can be read
/// while others write or delete theirs; what is damaged in it is passed over, as if it were not there.
/// </summary>
internal sealed class IndexSegment : IDisposable
{
    /// <summary>Texts that lie so close together are read in one go.</summary>
    private const int SmallestGap = 16 * 1024;

    private readonly SafeFileHandle _file;
    private readonly IndexHeader _header;
    private readonly byte[] _table;
    private readonly byte[]? _texts;

    private IndexSegment(string path, SafeFileHandle file, IndexHeader header, (byte[] Table, byte[]? Texts) content) =>
        (Path, _file, _header, _table, _texts) = (path, file, header, content.Table, content.Texts);

    public string Path { get; }

    public int Count => _header.Count;

    /// <summary>How many of its texts were asked for and sound.</summary>
    public int Used { get; private set; }

    /// <summary>Opens a segment; null where it is damaged, of another version, or gone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="whole">Whether nearly all texts will be asked for: they are read at once.</param>
    public static IndexSegment? TryOpen(string path, bool whole)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            Span<byte> start = stackalloc byte[IndexHeader.Size];
            if (RandomAccess.Read(file, start, 0) == start.Length
                && IndexHeader.TryRead(start, RandomAccess.GetLength(file)) is { } header
                && TryRead(file, header.TableOffset, header.TableLength) is { } table
                && IndexEntry.ChecksumOf(table) == header.TableChecksum)
            {
                var texts = whole ? TryRead(file, IndexHeader.Size, (int)header.TextLength) : null;
                var segment = new IndexSegment(path, file, header, (table, texts));
                file = null;
                return segment;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be read is a cache that is not there.
        }
        finally
        {
            file?.Dispose();
        }

        return null;
    }

    /// <summary>Fills in the texts that this segment has, where none is known yet.</summary>
    public void Fill(IReadOnlyList<GitRef> refs, IndexedText[] texts)
    {
        var found = new List<(int At, IndexEntry Entry)>();
        for (var i = 0; i < refs.Count; i++)
        {
            if (texts[i].Text is null && Find(refs[i].Target) is { } entry)
            {
                found.Add((i, entry));
            }
        }

        if (_texts is not null)
        {
            Take(found, _texts, 0, texts);
        }
        else
        {
            Read(found, texts);
        }
    }

    public void Dispose() => _file.Dispose();

    private static byte[]? TryRead(SafeFileHandle file, long offset, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var read = 0;
        while (read < length)
        {
            var step = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            if (step == 0)
            {
                return null;
            }

            read += step;
        }

        return bytes;
    }

    private IndexEntry? Find(ObjectId id)
    {
        if (id.Length != _header.IdLength)
        {
            return null;
        }

        Span<byte> wanted = stackalloc byte[32];
        id.CopyTo(wanted);
        var (low, high) = (0, _header.Count - 1);
        while (low <= high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            var row = _table.AsSpan(middle * IndexEntry.Size, IndexEntry.Size);
            var order = row[..32].SequenceCompareTo(wanted);
            if (order == 0)
            {
                return IndexEntry.Read(row, _header.IdLength);
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Reads the texts from the file, those that lie together in one go.</summary>
    private void Read(List<(int At, IndexEntry Entry)> found, IndexedText[] texts)
    {
        found.Sort((left, right) => left.Entry.Offset.CompareTo(right.Entry.Offset));
        for (var first = 0; first < found.Count;)
        {
            var start = found[first].Entry.Offset;
            var end = start;
            var next = first;
            while (next < found.Count && IsInside(found[next].Entry) && found[next].Entry.Offset - end <= SmallestGap)
            {
                end = Math.Max(end, found[next].Entry.Offset + found[next].Entry.Length);
                next++;
            }

            if (next > first && TryRead(_file, IndexHeader.Size + start, (int)(end - start)) is { } bytes)
            {
                Take(found.GetRange(first, next - first), bytes, start, texts);
            }

            first = Math.Max(next, first + 1);
        }
    }

    private void Take(List<(int At, IndexEntry Entry)> found, byte[] bytes, long start, IndexedText[] texts)
    {
        foreach (var (at, entry) in found)
        {
            if (IsInside(entry) && entry.Offset >= start && entry.Offset - start + entry.Length <= bytes.Length)
            {
                var text = bytes.AsMemory((int)(entry.Offset - start), entry.Length);
                if (IndexEntry.ChecksumOf(text.Span) == entry.Checksum)
                {
                    texts[at] = new IndexedText(text, this);
                    Used++;
                }
            }
        }
    }

    private bool IsInside(IndexEntry entry) =>
        entry is { Offset: >= 0, Length: >= 0 } && entry.Offset <= _header.TextLength - entry.Length;
}
