namespace Registry;

/// <summary>Which stages to tell of.</summary>
public sealed record StageReportRequest
{
    /// <summary>What counts as old where nothing else is said.</summary>
    public static TimeSpan UsualAge { get; } = TimeSpan.FromDays(90);

    /// <summary>One model by its exact name: MLR1001 where there is none. Null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Which models, by their names; null: all. Not asked where <see cref="Name"/> is set.</summary>
    public Func<string, bool>? NameMatches { get; init; }

    /// <summary>An assignment older than this is stale, and so is the last look at the holder's bytes.</summary>
    public TimeSpan StaleAfter { get; init; } = UsualAge;
}

/// <summary>What maintenance does, in the order in which it is done.</summary>
public enum MaintenanceJob
{
    /// <summary>Erases what the policy gives up, and sweeps stores.</summary>
    Retention,

    /// <summary>Brings to the registry's other stores what they lack of the first.</summary>
    Mirror,

    /// <summary>Looks for what is wrong with the ledger, and with what the stores have.</summary>
    Scrub,

    /// <summary>Tells who holds which stage, since when, and whether the bytes were looked at.</summary>
    Report,
}

/// <summary>What one run of maintenance does.</summary>
public sealed record MaintenanceRequest
{
    /// <summary>In any order; each is done once.</summary>
    public required IReadOnlyList<MaintenanceJob> Jobs { get; init; }

    /// <summary>Of the scrub: how many blobs of each store to hash; null for all.</summary>
    public SampleSize? Sample { get; init; }

    /// <summary>Of the scrub: hashes what was written or registered at this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of the mirror: where to; empty for all other stores of the registry.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Of the report: an older assignment is a finding; null tells of ages and finds nothing.</summary>
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>Of retention and scrub: lock files, absolute; what they hold on to is kept, and must be known.</summary>
    public IReadOnlyList<string> LockFiles { get; init; } = [];

    /// <summary>Where to write what came of it, absolute: <c>.md</c> or <c>.html</c>.</summary>
    public string? ReportPath { get; init; }
}
