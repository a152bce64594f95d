using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Registry.Git;

namespace Registry.Ledger.Indexing;

/// <summary>What an object says: null where it is not known, empty for what is no tag. And who knew it.</summary>
internal readonly record struct IndexedText(ReadOnlyMemory<byte>? Text, IndexSegment? Segment);

/// <summary>
/// A file of the index: the texts of tag objects by their ids. It is never changed after it was written, so it can be
/// read while others write or delete theirs; what is damaged in it is passed over, as if it were not there.
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

    /// <summary>Fills in the texts that this segment has, where one is wanted and none is known yet.</summary>
    public void Fill(IReadOnlyList<GitRef> refs, Predicate<int> wanted, IndexedText[] texts)
    {
        var found = new List<(int At, IndexEntry Entry)>();
        var next = 0;
        for (var i = 0; i < refs.Count; i++)
        {
            if (texts[i].Text is not null || !wanted(i) || refs[i].Target.Length != _header.IdLength)
            {
                continue;
            }

            // Texts lie in the order of the refs' names, so the next ref is mostly in the next row.
            var row = IsAt(next, refs[i].Target) ? next : Find(refs[i].Target);
            next = row < 0 ? next : row + 1;
            if (row >= 0 && _texts is not null)
            {
                Take(i, EntryAt(row), _texts, 0, texts);
            }
            else if (row >= 0)
            {
                found.Add((i, EntryAt(row)));
            }
        }

        Read(found, texts);
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

    private IndexEntry EntryAt(int row) => IndexEntry.Read(_table.AsSpan(row * IndexEntry.Size), _header.IdLength);

    private bool IsAt(int row, ObjectId id) => row < _header.Count && Compare(row, id) == 0;

    /// <summary>The row of an object; -1 where there is none.</summary>
    private int Find(ObjectId id)
    {
        var numbers = _table.AsSpan(_header.Count * IndexEntry.Size);
        var (low, high) = (0, _header.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var row = BinaryPrimitives.ReadInt32LittleEndian(numbers[(middle * sizeof(int))..]);
            if ((uint)row >= (uint)_header.Count)
            {
                return -1;
            }

            var order = Compare(row, id);
            if (order == 0)
            {
                return row;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private int Compare(int row, ObjectId id)
    {
        Span<byte> wanted = stackalloc byte[32];
        id.CopyTo(wanted);
        return _table.AsSpan(row * IndexEntry.Size, wanted.Length).SequenceCompareTo(wanted);
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
                foreach (var (at, entry) in found[first..next])
                {
                    Take(at, entry, bytes, start, texts);
                }
            }

            first = Math.Max(next, first + 1);
        }
    }

    /// <summary>Takes a text out of bytes that begin at <paramref name="start"/>, unless it is damaged.</summary>
    private void Take(int at, IndexEntry entry, byte[] bytes, long start, IndexedText[] texts)
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

    private bool IsInside(IndexEntry entry) =>
        entry is { Offset: >= 0, Length: >= 0 } && entry.Offset <= _header.TextLength - entry.Length;
}
