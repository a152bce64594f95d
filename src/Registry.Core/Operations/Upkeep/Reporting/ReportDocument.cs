using System.Globalization;

namespace Registry.Operations.Upkeep.Reporting;

/// <summary>How a cell stands out.</summary>
internal enum Tone
{
    Plain,
    Number,
    Good,
    Notice,
    Bad,
}

internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain);

/// <summary>A table under a heading; without rows, what is said instead.</summary>
internal sealed record ReportSection(string Heading, IReadOnlyList<string> Columns, IReadOnlyList<Cell[]> Rows)
{
    /// <summary>Below the table, or in its place; null where there is nothing to add.</summary>
    public string? Note { get; init; }

    /// <summary>A number that stands out is still one: a column is aligned as a whole.</summary>
    public bool IsNumber(int column) => Rows.Any(row => row[column].Tone == Tone.Number);
}

/// <summary>What a report says, whatever it is written in: what is wrong comes first.</summary>
internal sealed class ReportDocument(MaintenanceRun run)
{
    private const int MostRows = 200;

    public string Title => $"Model registry: {Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Registry))}";

    public Cell Outcome { get; } = new(Text(run.Outcome), ToneOf(run.Outcome));

    public IReadOnlyList<(string Label, string Value)> Facts =>
    [
        ("Registry", run.Registry),
        ("Started", Moment(run.Started)),
        ("Took", Span((run.Ended ?? run.Started) - run.Started)),
        ("Ran on", string.Create(CultureInfo.InvariantCulture, $"{run.Host}, process {run.Process}")),
        ("Run", run.Id),
    ];

    public IEnumerable<ReportSection> Sections =>
        new[] { Findings(), Jobs(), Stores(), Mirrors(), Erased(), Stages() }.OfType<ReportSection>();

    private ReportSection Findings()
    {
        var all = run.Jobs.SelectMany(job => job.Findings.Select(finding => (job.Job, Finding: finding)))
            .OrderByDescending(pair => pair.Finding.Severity).ToList();
        var rows = all.Take(MostRows).Select(pair => new Cell[]
        {
            new(Word(pair.Finding.Severity), ToneOf(pair.Finding.Severity)),
            new(pair.Job.ToString()),
            new(pair.Finding.Subject),
            new(pair.Finding.Code is { } code ? $"{code}: {pair.Finding.Message}" : pair.Finding.Message),
        });
        return new ReportSection("Findings", ["Severity", "Job", "About", "What, and what to do"], [.. rows])
        {
            Note = all.Count == 0 ? "Nothing was found." : More(all.Count),
        };
    }

    private ReportSection Jobs() => new(
        "Jobs", ["Job", "Outcome", "Took", "Result"],
        [
            .. run.Jobs.Select(job => new Cell[]
            {
                new(job.Job.ToString()), new(Text(job.Outcome), ToneOf(job.Outcome)), new(Span(job.Ended - job.Started), Tone.Number),
                new(job.Error is { } error ? (job.Code is { } code ? $"{code}: {error}" : error) : job.Summary),
            }),
        ]);

    private ReportSection? Stores() => run.Stores.Count == 0 ? null : new ReportSection(
        "Stores", ["Store", "Blobs", "Size", "Read", "Missing", "Damaged", "Orphaned"],
        [
            .. run.Stores.Select(store => new Cell[]
            {
                new(store.Store), Number(store.Blobs), new(Bytes(store.Bytes), Tone.Number),
                new(store.Completed ? Share(store.Hashed, store.Blobs) : "stopped", store.Completed ? Tone.Number : Tone.Bad),
                Number(store.Missing, Tone.Bad), Number(store.Damaged, Tone.Bad), Number(store.Orphaned, Tone.Notice),
            }),
        ]);

    private ReportSection? Mirrors() => run.Synced.Count == 0 ? null : new ReportSection(
        "Mirrors", ["From", "To", "Copied", "Size", "There before", "Failed"],
        [
            .. run.Synced.Select(store => new Cell[]
            {
                new(store.From), new(store.To), Number(store.Copied), new(Bytes(store.CopiedBytes), Tone.Number),
                Number(store.Present), Number(store.Failures.Count, Tone.Bad),
            }),
        ]);

    private ReportSection? Erased()
    {
        var erased = run.Retention?.Versions
            .Where(version => version is { Verdict: RetentionVerdict.Erase, Tag: not null }).ToList() ?? [];
        return erased.Count == 0 ? null : new ReportSection(
            "Erased versions", ["Version", "Registered", "Size", "Decided by"],
            [
                .. erased.Take(MostRows).Select(version => new Cell[]
                {
                    new(version.ToString()), new(Day(version.Date)), new(Bytes(version.Size ?? 0), Tone.Number), new(version.Rule),
                }),
            ])
        {
            Note = More(erased.Count),
        };
    }

    private ReportSection? Stages() => run.Stages.Count == 0 ? null : new ReportSection(
        "Stages", ["Model", "Stage", "Version", "Since", "Days", "Bytes verified", "Remarks"],
        [
            .. run.Stages.OrderByDescending(stage => stage.Remarks.Count > 0).Take(MostRows).Select(stage => new Cell[]
            {
                new(stage.Name), new(stage.Stage), new(stage.Version ?? "–"), new(stage.Since is { } since ? Day(since) : "–"),
                new(stage.Age is { } age ? ((long)age.TotalDays).ToString(CultureInfo.InvariantCulture) : "–", Tone.Number),
                new(stage.Verified is { } verified ? Day(verified) : "–"),
                new(string.Join(", ", stage.Remarks), Tone.Notice),
            }),
        ])
    {
        Note = More(run.Stages.Count),
    };

    private static string? More(int count) => count <= MostRows ? null : string.Create(
        CultureInfo.InvariantCulture, $"{count - MostRows} more are not shown here.");

    /// <param name="tone">Where it is not 0.</param>
    private static Cell Number(long value, Tone tone = Tone.Number) =>
        new(value.ToString("N0", CultureInfo.InvariantCulture), value == 0 ? Tone.Number : tone);

    private static string Share(long part, long whole) => whole == 0 ? "–" : string.Create(
        CultureInfo.InvariantCulture, $"{part:N0} ({Math.Floor(100.0 * part / whole):0} %)");

    private static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        var unit = bytes == 0 ? 0 : (int)Math.Log(bytes, 1024);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Pow(1024, unit):0.#} {units[unit]}");
    }

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(span.TotalHours >= 1 ? $"{(long)span.TotalHours} h {span.Minutes} min"
            : span.TotalMinutes >= 1 ? $"{span.Minutes} min {span.Seconds} s" : $"{span.TotalSeconds:0.0} s")}");

    private static string Text(MaintenanceOutcome outcome) => outcome switch
    {
        MaintenanceOutcome.Clean => "clean",
        MaintenanceOutcome.Findings => "findings",
        MaintenanceOutcome.Failed => "failed",
        _ => "not ended",
    };

    private static Tone ToneOf(MaintenanceOutcome outcome) => outcome switch
    {
        MaintenanceOutcome.Clean => Tone.Good,
        MaintenanceOutcome.Findings => Tone.Notice,
        _ => Tone.Bad,
    };

    private static string Word(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };

    private static Tone ToneOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => Tone.Bad,
        FindingSeverity.Warning => Tone.Notice,
        _ => Tone.Plain,
    };
}
