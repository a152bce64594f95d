namespace Registry;

/// <summary>What retention decides of a version.</summary>
public enum RetentionVerdict
{
    Kept,

    /// <summary>The policy gives it up: erased by this run, or in a preview by the next.</summary>
    Erase,

    /// <summary>It was erased before this run.</summary>
    Erased,
}

/// <summary>A version, and what retention decided of it.</summary>
public sealed record RetainedVersion
{
    public required string Name { get; init; }

    /// <summary>With its <c>v</c>, as the tag has it.</summary>
    public required string Version { get; init; }

    public required RetentionVerdict Verdict { get; init; }

    /// <summary>What decided: a stage, a hold, a lock file, a rule of the policy, or that no rule matches.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// Bytes that no other version reaches once all that is given up is gone, of blobs shared among those each counted
    /// once; 0 for what is kept.
    /// </summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of all its files.</summary>
    public long? Size { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset Date { get; init; }

    /// <summary>The event that erased it; null where it is not erased yet.</summary>
    public string? Tag { get; init; }

    /// <summary>How the event reached the remote; null where none was written by this run.</summary>
    public PublishLevel? Level { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{Name}@{Version}";
}

/// <summary>What retention did to a store, or in a preview would do.</summary>
public sealed record StoreSweep
{
    /// <summary>The store's URL, without secrets.</summary>
    public required string Store { get; init; }

    /// <summary>Blobs that got a tombstone: no version reaches them.</summary>
    public int Condemned { get; init; }

    public long CondemnedBytes { get; init; }

    /// <summary>Blobs whose tombstone was taken away: a version reaches them again.</summary>
    public int Pardoned { get; init; }

    /// <summary>Blobs that were deleted, their grace being over.</summary>
    public int Swept { get; init; }

    public long SweptBytes { get; init; }

    /// <summary>Condemned blobs whose grace is not over, or that a writer is about to use again.</summary>
    public int Waiting { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => Store;
}

/// <summary>What retention came to.</summary>
/// <param name="Versions">Every version of the models asked for, by name, the highest first.</param>
/// <param name="Stores">In the order they are read; empty where nothing was swept.</param>
/// <param name="Failures">Models and stores that could not be worked on; the next run takes them up again.</param>
public sealed record RetentionReport(
    IReadOnlyList<RetainedVersion> Versions, IReadOnlyList<StoreSweep> Stores, IReadOnlyList<RegistryException> Failures)
{
    /// <summary>Whether <c>registry.yaml</c> has a policy; without one nothing is given up.</summary>
    public bool HasPolicy { get; init; }
}
