using Registry.Git;

namespace Registry.Ledger.Indexing;

/// <summary>
/// Remembers the texts of tag objects, so that Git reads none twice. It is keyed by object id, and an object never
/// changes: whatever a ref says now, the index can lack its object, but not be wrong about it. Rules that depend on the
/// ref's name or on the clock are applied by who reads the text.
/// <para>
/// It is a cache in Git's own directory, a few files that each are written once. Those that cannot be read are passed
/// over; where none can be written, nothing is; all may be deleted at any time.
/// </para>
/// </summary>
internal sealed class LedgerIndex : IDisposable
{
    /// <summary>Fewer objects are read again rather than written down: git takes a few milliseconds.</summary>
    public const int LeastWorthWriting = 256;

    private static readonly TimeSpan s_abandoned = TimeSpan.FromDays(1);
    private readonly string _folder;
    private readonly IReadOnlyList<IndexSegment> _segments;

    /// <summary>A segment is complete from the moment it has its name: what cannot be read then is damaged.</summary>
    private readonly IReadOnlyList<string> _damaged;

    private LedgerIndex(string folder, IReadOnlyList<IndexSegment> segments, IReadOnlyList<string> damaged) =>
        (_folder, _segments, _damaged) = (folder, segments, damaged);

    /// <summary>Knows nothing, and keeps nothing.</summary>
    public static LedgerIndex None { get; } = new("", [], []);

    /// <summary>Where the index of a repository is.</summary>
    public static string FolderOf(string gitDirectory) => Path.Combine(gitDirectory, "registry", "index-v1");

    /// <param name="gitDirectory">Shared by all work trees.</param>
    /// <param name="whole">Whether nearly all of it will be asked for.</param>
    public static LedgerIndex Open(string gitDirectory, bool whole)
    {
        var folder = FolderOf(gitDirectory);
        var segments = new List<IndexSegment>();
        var damaged = new List<string>();
        foreach (var file in FilesOf(folder, IndexSegmentWriter.Extension))
        {
            if (IndexSegment.TryOpen(file, whole) is { } segment)
            {
                segments.Add(segment);
            }
            else
            {
                damaged.Add(file);
            }
        }

        // The largest is asked first: it knows nearly all.
        segments.Sort((left, right) => right.Count.CompareTo(left.Count));
        return new LedgerIndex(folder, segments, damaged);
    }

    /// <summary>What is known of each ref's object, at the places that are wanted.</summary>
    public IndexedText[] Find(IReadOnlyList<GitRef> refs, Predicate<int> wanted)
    {
        var texts = new IndexedText[refs.Count];
        foreach (var segment in _segments)
        {
            segment.Fill(refs, wanted, texts);
        }

        return texts;
    }

    /// <summary>
    /// Writes down what was not known before, where it is enough to be worth it. Small segments go into the new one,
    /// and those of which most is no longer asked for; so each object is written a few times in all, however tags come.
    /// </summary>
    /// <param name="refs">All tags of the repository.</param>
    /// <param name="texts">What was found here, and what Git said where nothing was.</param>
    /// <param name="least">So many new ones are worth it.</param>
    public void Save(IReadOnlyList<GitRef> refs, IndexedText[] texts, int least)
    {
        var added = texts.Count(text => text is { Text: not null, Segment: null });
        if (added < least || added == 0)
        {
            return;
        }

        try
        {
            var replaced = Replaced(added);
            Directory.CreateDirectory(_folder);
            IndexSegmentWriter.Write(_folder, ObjectsOf(refs, texts, replaced));
            Sweep(replaced);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A repository that may only be read has no index, and needs none.
        }
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }
    }

    /// <summary>What a new segment holds: the objects that no segment has which stays.</summary>
    private static List<(ObjectId Id, ReadOnlyMemory<byte> Text)> ObjectsOf(
        IReadOnlyList<GitRef> refs, IndexedText[] texts, List<IndexSegment> replaced)
    {
        var objects = new List<(ObjectId, ReadOnlyMemory<byte>)>();
        var seen = new HashSet<ObjectId>();
        long length = 0;
        for (var i = 0; i < refs.Count && objects.Count < IndexHeader.MostEntries; i++)
        {
            var (known, segment) = texts[i];
            if (known is { } text && (segment is null || replaced.Contains(segment))
                && length + text.Length <= IndexHeader.MostText && seen.Add(refs[i].Target))
            {
                objects.Add((refs[i].Target, text));
                length += text.Length;
            }
        }

        return objects;
    }

    /// <summary>From the smallest up, as long as one is not twice as large as all that goes into the new one.</summary>
    private List<IndexSegment> Replaced(int added)
    {
        var replaced = new List<IndexSegment>();
        var size = added;
        foreach (var segment in _segments.Reverse())
        {
            if (segment.Count <= 2 * size || segment.Used < segment.Count / 2)
            {
                replaced.Add(segment);
                size += segment.Used;
            }
        }

        return replaced;
    }

    private void Sweep(List<IndexSegment> replaced)
    {
        var abandoned = FilesOf(_folder, IndexSegmentWriter.Unfinished)
            .Where(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > s_abandoned);
        foreach (var file in replaced.Select(segment => segment.Path).Concat(_damaged).Concat(abandoned))
        {
            File.Delete(file);
        }
    }

    private static string[] FilesOf(string folder, string extension)
    {
        try
        {
            return Directory.GetFiles(folder, "*" + extension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
