using Registry.Git;
using Registry.Ledger.Indexing;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Tags on their way to events: refs, the names in them, and what the objects say, place by place.</summary>
internal sealed class TagBatch
{
    /// <summary>Below this, a second thread costs more than it brings.</summary>
    private const int WorthThreads = 4096;

    private readonly DateTimeOffset _now;
    private readonly TagName?[] _names;
    private readonly RegistryEvent?[] _events;
    private readonly IndexedText[] _texts;

    /// <param name="refs">Of any tags; those of other tools are passed over.</param>
    /// <param name="index">What is known already.</param>
    /// <param name="now">Tags dated further ahead than a day do not count.</param>
    public TagBatch(IReadOnlyList<GitRef> refs, LedgerIndex index, DateTimeOffset now) : this(refs, Names(refs), index, now)
    {
    }

    /// <summary>The same where the names were taken apart before.</summary>
    public TagBatch(IReadOnlyList<GitRef> refs, TagName?[] names, LedgerIndex index, DateTimeOffset now)
    {
        _now = now;
        _names = names;
        Refs = refs;
        _events = new RegistryEvent?[refs.Count];
        _texts = index.Find(refs, i => _names[i] is not null);
    }

    public IReadOnlyList<GitRef> Refs { get; }

    public IndexedText[] Texts => _texts;

    /// <summary>Takes over events that were read before, by tag, where the tag is still the same object.</summary>
    public void Keep(IReadOnlyDictionary<string, RegistryEvent> known)
    {
        for (var i = 0; i < Refs.Count; i++)
        {
            if (_names[i] is not null && known.TryGetValue(Refs[i].Name["refs/tags/".Length..], out var e)
                && e.TagObject == Refs[i].Target)
            {
                _events[i] = e;
            }
        }
    }

    /// <summary>The places of those that Git must be asked for.</summary>
    public List<int> Unknown()
    {
        var unknown = new List<int>();
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i] is not null && _events[i] is null && _texts[i].Text is null)
            {
                unknown.Add(i);
            }
        }

        return unknown;
    }

    /// <summary>The names of refs, taken apart; null for those of other tools.</summary>
    public static TagName?[] Names(IReadOnlyList<GitRef> refs)
    {
        var parser = new TagNameParser();
        var names = new TagName?[refs.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = parser.TryParse(refs[i].Name);
        }

        return names;
    }

    /// <summary>Takes what Git said of an object, null where it is not there, and makes its event at once.</summary>
    public void Add(int at, ReadOnlyMemory<byte>? text)
    {
        _texts[at] = new IndexedText(text, null);
        Create(at);
    }

    /// <summary>Lets go of a text that was added: the index will not have it.</summary>
    public void Drop(int at) => _texts[at] = default;

    /// <summary>The events at some places, which are let go.</summary>
    public IReadOnlyList<RegistryEvent> Take(int start, int end)
    {
        CreateMissing(start, end);
        RegistryEvent[] taken = [.. _events[start..end].OfType<RegistryEvent>()];
        Array.Clear(_events, start, end - start);
        return taken;
    }

    /// <summary>Every event, in the refs' order.</summary>
    public IEnumerable<RegistryEvent> Events()
    {
        if (_events.Length < WorthThreads)
        {
            CreateMissing(0, _events.Length);
        }
        else
        {
            Parallel.ForEach(
                System.Collections.Concurrent.Partitioner.Create(0, _events.Length),
                range => CreateMissing(range.Item1, range.Item2));
        }

        return _events.OfType<RegistryEvent>();
    }

    private void CreateMissing(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (_texts[i].Segment is not null)
            {
                Create(i);
            }
        }
    }

    private void Create(int at)
    {
        if (_names[at] is { } name && _texts[at].Text is { } text)
        {
            _events[at] = RegistryEvent.TryCreate(Refs[at], name, TagObject.TryParse(text), _now);
        }
    }
}
