using Registry.Git;
using Registry.Ledger.History;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.Audit;

/// <summary>What is known of one model, here and on the remote, read before any check.</summary>
internal sealed record ModelEvidence
{
    public required ModelHistory History { get; init; }

    /// <summary>Every tag named like an event of this model, by name, readable or not.</summary>
    public required IReadOnlyDictionary<string, ObjectId> Tags { get; init; }

    public required ChainTips Tips { get; init; }

    /// <summary>The chain as this repository has it, oldest first, as are the other two.</summary>
    public required IReadOnlyList<ChainCommit> Local { get; init; }

    /// <summary>What the remote is known to have had, from the last fetch or push.</summary>
    public required IReadOnlyList<ChainCommit> Fetched { get; init; }

    /// <summary>The chain as the remote has it now; empty where it has none or was not asked.</summary>
    public required IReadOnlyList<ChainCommit> Asked { get; init; }

    /// <summary>The remote as it was asked; null where there is none, or it was not to be asked.</summary>
    public RemoteEvidence? Remote { get; init; }

    /// <summary>There is a remote, and it was not asked: it may know what this repository does not.</summary>
    public bool IsBlind { get; init; }

    public ModelName Name => History.State.Name;

    public ModelState State => History.State;

    /// <summary>All commits that any of the chains has, oldest first.</summary>
    public IEnumerable<ChainCommit> Commits => Asked.Concat(Fetched).Concat(Local).DistinctBy(commit => commit.Id);

    public IEnumerable<ChainLink> Links => Commits.Select(commit => commit.Link).OfType<ChainLink>();

    public bool HasChain => Asked.Count + Fetched.Count + Local.Count > 0;

    /// <summary>
    /// Events kept local while the remote went on, as far as can be told: they are still to find their place. Empty
    /// where ours go on from the remote's.
    /// </summary>
    public IEnumerable<ObjectId> Forked
    {
        get
        {
            var theirs = Asked.Count > 0 ? Asked : Fetched;
            var ours = Local.Select(commit => commit.Id).ToHashSet();
            return theirs.All(commit => ours.Contains(commit.Id)) && !(IsBlind && HasUnchained) ? []
                : Local.ExceptBy(theirs.Select(commit => commit.Id), commit => commit.Id)
                    .Select(commit => commit.Link).OfType<ChainLink>().Select(link => link.TagObject);
        }
    }

    /// <summary>Numbered events came with a plain fetch, which brings no chains.</summary>
    private bool HasUnchained
    {
        get
        {
            var chained = Links.Select(link => link.TagObject).ToHashSet();
            return State.Events.Any(e => e.Number is not null && !chained.Contains(e.TagObject));
        }
    }
}
