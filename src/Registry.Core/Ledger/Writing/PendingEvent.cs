using Registry.Git;

namespace Registry.Ledger.Writing;

/// <summary>An event whose objects are written and which has no name yet.</summary>
internal sealed record PendingEvent
{
    public required Chain Chain { get; init; }

    public required RegistryEvent Event { get; init; }

    public string Tag => Event.Tag;

    public ObjectId TagObject => Event.TagObject;

    /// <summary>The chain's commit for it.</summary>
    public required ObjectId Link { get; init; }

    /// <summary>Where the remote's chain was when this was decided.</summary>
    public ObjectId? RemoteTip { get; init; }

    /// <summary>Events before it that the remote has not seen, oldest first.</summary>
    public IReadOnlyList<ChainLink> Unpushed { get; init; } = [];
}
