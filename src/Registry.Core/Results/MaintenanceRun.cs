using System.Text.Json.Serialization;

namespace Registry;

/// <summary>What came of a run of maintenance, or of one of its jobs.</summary>
public enum MaintenanceOutcome
{
    /// <summary>At work; of one that is not, its process was killed, and the next run says so.</summary>
    Running,

    /// <summary>All was done, and nothing is wrong.</summary>
    Clean,

    /// <summary>All was done, and something is wrong.</summary>
    Findings,

    /// <summary>A job could not be done.</summary>
    Failed,

    /// <summary>Stopped by whoever ran it.</summary>
    Cancelled,

    /// <summary>Its process ended before it did.</summary>
    Interrupted,
}

/// <summary>Something that a job found, as a report shows it.</summary>
public sealed record MaintenanceFinding
{
    public required FindingSeverity Severity { get; init; }

    /// <summary>The diagnostic it belongs to; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>A model, version, tag, blob or store.</summary>
    public required string Subject { get; init; }

    public required string Message { get; init; }

    public override string ToString() => $"{Severity}: {Subject}";
}

/// <summary>One job of a run.</summary>
public sealed record MaintenanceJobResult
{
    /// <summary>Findings beyond this many are counted, not kept.</summary>
    public const int MostFindings = 1000;

    public required MaintenanceJob Job { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    public required MaintenanceOutcome Outcome { get; init; }

    /// <summary>What was done, in a sentence.</summary>
    public required string Summary { get; init; }

    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>How many findings there are that are more than information.</summary>
    public required int FindingCount { get; init; }

    /// <summary>The worst first, at most <see cref="MostFindings"/>.</summary>
    public required IReadOnlyList<MaintenanceFinding> Findings { get; init; }

    /// <summary>The diagnostic of the failure; null where there was none, or it has no code.</summary>
    public string? Code { get; init; }

    /// <summary>Why the job failed; null where it did not.</summary>
    public string? Error { get; init; }

    public override string ToString() => $"{Job}: {Outcome}";
}

/// <summary>A run of maintenance: its record is kept in the repository's Git folder.</summary>
public sealed record MaintenanceRun
{
    public required string Id { get; init; }

    public required string Host { get; init; }

    public required int Process { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Null while it is at work.</summary>
    public DateTimeOffset? Ended { get; init; }

    public required MaintenanceOutcome Outcome { get; init; }

    /// <summary>For schedulers: 0 clean, 2 findings, 1 anything else.</summary>
    public int ExitCode => Outcome switch
    {
        MaintenanceOutcome.Clean => 0,
        MaintenanceOutcome.Findings => 2,
        _ => 1,
    };

    /// <summary>In the order in which they were done.</summary>
    public required IReadOnlyList<MaintenanceJobResult> Jobs { get; init; }

    /// <summary>The file that has the record.</summary>
    [JsonIgnore]
    public string? Record { get; init; }

    /// <summary>The report that was written; null where none was asked for.</summary>
    public string? ReportPath { get; init; }

    public required string Registry { get; init; }

    internal IReadOnlyList<StoreReport> Stores { get; init; } = [];

    internal IReadOnlyList<SyncedStore> Synced { get; init; } = [];

    internal RetentionReport? Retention { get; init; }

    internal IReadOnlyList<StageReportEntry> Stages { get; init; } = [];

    /// <summary>All that the jobs found and did. No property: a run as JSON is what its record is.</summary>
    public MaintenanceDetails Details() => new(Stores, Synced, Retention, Stages);

    public override string ToString() => $"{Started:u}: {Outcome}";
}

/// <summary>What came of the jobs of a run, as the commands that do one job each return it.</summary>
/// <param name="Stores">What the scrub looked at.</param>
/// <param name="Synced">What the mirror copied.</param>
/// <param name="Retention">What retention decided; null where it was not asked.</param>
/// <param name="Stages">What the report tells of stages.</param>
public sealed record MaintenanceDetails(
    IReadOnlyList<StoreReport> Stores, IReadOnlyList<SyncedStore> Synced, RetentionReport? Retention,
    IReadOnlyList<StageReportEntry> Stages);
