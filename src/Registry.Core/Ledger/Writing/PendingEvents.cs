using Registry.Git;

namespace Registry.Ledger.Writing;

/// <summary>Events of one decision, in order, whose objects are written and which have no name yet.</summary>
internal sealed record PendingEvents
{
    public required Chain Chain { get; init; }

    /// <summary>At least one, unless only what was kept local is to be sent.</summary>
    public required IReadOnlyList<RegistryEvent> Events { get; init; }

    /// <summary>The chain's commit for each of them.</summary>
    public required IReadOnlyList<ChainLink> Links { get; init; }

    /// <summary>Where the remote's chain was when this was decided.</summary>
    public ObjectId? RemoteTip { get; init; }

    /// <summary>Events before them that the remote has not seen, oldest first.</summary>
    public IReadOnlyList<ChainLink> Unpushed { get; init; } = [];

    /// <summary>All that is to go out, oldest first.</summary>
    public IEnumerable<ChainLink> Outgoing => Unpushed.Concat(Links);

    /// <summary>Where the chain will stand.</summary>
    public ObjectId Tip => Outgoing.Last().Commit;
}
