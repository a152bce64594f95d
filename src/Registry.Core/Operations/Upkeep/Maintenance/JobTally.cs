using System.Globalization;

namespace Registry.Operations.Upkeep.Maintenance;

/// <summary>What a job has done and found so far.</summary>
internal sealed class JobTally
{
    private readonly List<MaintenanceFinding> _findings = [];
    private readonly int[] _counts = new int[Enum.GetValues<FindingSeverity>().Length];
    private RegistryException? _failure;

    /// <summary>What was done, in a sentence.</summary>
    public string Summary { get; set; } = "";

    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public void Add(FindingSeverity severity, string? code, string subject, string message)
    {
        _counts[(int)severity]++;

        // Where there is no more room, what is worse takes the place of what is not.
        var full = _findings.Count >= MaintenanceJobResult.MostFindings;
        var least = full ? _findings.FindLastIndex(finding => finding.Severity < severity) : -1;
        if (least >= 0)
        {
            _findings.RemoveAt(least);
        }

        if (!full || least >= 0)
        {
            _findings.Add(new MaintenanceFinding
            {
                Severity = severity, Code = code, Subject = subject, Message = message,
            });
        }
    }

    public void Add(StoreFinding finding) => Add(finding.Severity, finding.Code, finding.About, finding.Message);

    /// <summary>A part of the job that could not be done; the rest goes on.</summary>
    public void Fail(RegistryException failure, string subject)
    {
        _failure ??= failure;
        Add(FindingSeverity.Error, failure.Code, subject, failure.Message);
    }

    /// <param name="error">What ended the job; null where it came to its end.</param>
    public MaintenanceJobResult ToResult(MaintenanceJob job, DateTimeOffset started, Exception? error)
    {
        error ??= _failure;
        var found = _counts[(int)FindingSeverity.Warning] + _counts[(int)FindingSeverity.Error];
        return new MaintenanceJobResult
        {
            Job = job,
            Started = started,
            Ended = DateTimeOffset.UtcNow,
            Outcome = error is not null ? MaintenanceOutcome.Failed
                : found > 0 ? MaintenanceOutcome.Findings : MaintenanceOutcome.Clean,
            Summary = Summary,
            Counts = Counts,
            FindingCount = found,
            Findings = [.. _findings.OrderByDescending(finding => finding.Severity)],
            Code = (error as RegistryException)?.Code,
            Error = error?.Message,
        };
    }

    /// <summary>Such as <c>1 blob</c> and <c>2 blobs</c>.</summary>
    public static string Number(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
