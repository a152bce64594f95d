using Registry.Naming;

namespace Registry;

/// <summary>What happened to an event while remote and repository were brought in step.</summary>
public enum SyncDirection
{
    /// <summary>It was on the remote and is here now.</summary>
    Fetched,

    /// <summary>It was kept local and is on the remote now, as it was.</summary>
    Pushed,

    /// <summary>It was kept local, others wrote meanwhile, and it was written anew on top of theirs.</summary>
    Rebuilt,

    /// <summary>
    /// It was here, and its writer took it back in a race: it is on neither side now. Only where the remote takes no chain.
    /// </summary>
    Dropped,
}

/// <summary>An event that moved between the repository and its remote.</summary>
public sealed record SyncedEvent
{
    public required string Name { get; init; }

    /// <summary>The event's tag, as both sides have it now.</summary>
    public required string Tag { get; init; }

    /// <summary>The version that was registered or withdrawn; null of other events.</summary>
    public string? Version => TagName.TryParse(Tag)?.Version?.ToString();

    /// <summary>The stage that was moved; null of other events.</summary>
    public string? Stage => TagName.TryParse(Tag)?.Stage?.Text;

    public required SyncDirection Direction { get; init; }

    /// <summary>The tag that stood here for it before; null where it is the same event.</summary>
    public string? Was { get; init; }

    /// <summary>How the event reached the remote; null where it came from there.</summary>
    public PublishLevel? Level { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => Tag;
}

/// <summary>What moved, and why the events of some models did not.</summary>
public sealed record SyncReport(IReadOnlyList<SyncedEvent> Events, IReadOnlyList<RegistryException> Failures);
