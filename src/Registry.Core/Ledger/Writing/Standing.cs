using Registry.Git;

namespace Registry.Ledger.Writing;

/// <summary>What this repository knows of a model at one moment, and how its chain stands to the remote's.</summary>
internal sealed record Standing
{
    public required Chain Chain { get; init; }

    public required ModelState State { get; init; }

    /// <summary>Every ref that bears the name of an event of the model, whether it counts or not.</summary>
    public required IReadOnlyDictionary<string, ObjectId> Refs { get; init; }

    /// <summary>The last links by their refs.</summary>
    public required IReadOnlyDictionary<string, ChainLink> Tips { get; init; }

    /// <summary>Where the next link goes.</summary>
    public ObjectId? Tip { get; init; }

    /// <summary>Links before the next one that the remote has not seen, oldest first.</summary>
    public IReadOnlyList<ChainLink> Unpushed { get; init; } = [];

    /// <summary>Whether the remote has events that the unpushed ones do not build upon.</summary>
    public bool IsDiverged { get; init; }

    /// <summary>Tags that the chain names and that are gone or moved.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];

    public ObjectId? LocalTip => Tips.GetValueOrDefault(Chain.Ref)?.Commit;

    public ObjectId? RemoteTip => Tips.GetValueOrDefault(Chain.RemoteRef)?.Commit;

    /// <summary>Set where the remote took events and no chain.</summary>
    public ObjectId? SentTip => Tips.GetValueOrDefault(Chain.SentRef)?.Commit;
}
