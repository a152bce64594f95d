using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.Syncing;

/// <summary>The refs of one model on both sides.</summary>
internal sealed record SyncPair(Chain Chain)
{
    public Dictionary<string, ObjectId> Ours { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ObjectId> Theirs { get; } = new(StringComparer.Ordinal);

    public ObjectId? TheirChain => Find(Theirs, Chain.Ref);

    /// <summary>Where their chain was when it was last seen from here.</summary>
    public ObjectId? SeenChain => Find(Ours, Chain.RemoteRef);

    public ObjectId? SentChain => Find(Ours, Chain.SentRef);

    public ObjectId? OurChain => Find(Ours, Chain.Ref);

    /// <summary>Their tags that are not here.</summary>
    public IEnumerable<GitRef> Missing => Theirs.Where(r => IsTag(r.Key) && !Ours.ContainsKey(r.Key))
        .Select(r => new GitRef(r.Key, r.Value)).OrderBy(r => r.Name, StringComparer.Ordinal);

    public bool HasMoved => Theirs.Any(r => IsTag(r.Key) && Ours.TryGetValue(r.Key, out var ours) && ours != r.Value);

    public bool IsChainGone => SeenChain is not null && TheirChain is null;

    /// <summary>Whether our chain may have links that were never sent.</summary>
    public bool IsAhead => OurChain is { } ours && ours != TheirChain && ours != SeenChain && ours != SentChain;

    /// <summary>
    /// Tags here that a remote without chains lacks: their writers may have taken them back after a race.
    /// </summary>
    public IEnumerable<GitRef> Left => TheirChain is null && SentChain is not null
        ? Ours.Where(r => IsTag(r.Key) && !Theirs.ContainsKey(r.Key)).Select(r => new GitRef(r.Key, r.Value)) : [];

    public bool IsInStep => !Missing.Any() && !HasMoved && !Left.Any() && !IsAhead && !IsChainGone && TheirChain == SeenChain
        && (TheirChain is null || OurChain == TheirChain);

    /// <summary>All models that either side has, in order of their names.</summary>
    public static IReadOnlyList<SyncPair> Join(
        IEnumerable<GitRef> ours, IEnumerable<GitRef> theirs, Func<ModelName, Chain> chainOf)
    {
        var pairs = new SortedDictionary<ModelName, SyncPair>();
        SyncPair? PairOf(string reference)
        {
            if (ModelOf(reference) is not { } model)
            {
                return null;
            }

            if (!pairs.TryGetValue(model, out var pair))
            {
                pairs[model] = pair = new SyncPair(chainOf(model));
            }

            return pair;
        }

        foreach (var (name, target) in ours)
        {
            PairOf(name)?.Ours.Add(name, target);
        }

        foreach (var (name, target) in theirs)
        {
            PairOf(name)?.Theirs.Add(name, target);
        }

        return [.. pairs.Values];
    }

    private static bool IsTag(string reference) => reference.StartsWith("refs/tags/", StringComparison.Ordinal);

    /// <summary>The model of an event's tag, or of a chain wherever it stands.</summary>
    private static ModelName? ModelOf(string reference)
    {
        if (IsTag(reference))
        {
            return TagName.TryParse(reference)?.Model;
        }

        // refs/registry/{model}@chain here and there, refs/registry-…/{remote}/{model}@chain for what is known of it.
        var parts = reference.Split('/', 4);
        var rest = reference.StartsWith("refs/registry/", StringComparison.Ordinal)
            ? reference["refs/registry/".Length..] : parts is [_, _, _, var tail] ? tail : "";
        return Chain.ModelOf(rest);
    }

    private static ObjectId? Find(Dictionary<string, ObjectId> refs, string name) =>
        refs.TryGetValue(name, out var id) ? id : null;
}
