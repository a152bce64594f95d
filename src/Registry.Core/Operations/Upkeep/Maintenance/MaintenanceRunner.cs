using Registry.Content;
using Registry.Operations.Upkeep.Reporting;

namespace Registry.Operations.Upkeep.Maintenance;

/// <summary>Does the jobs one after the other, never two runs at once, and writes down what came of it.</summary>
internal sealed class MaintenanceRunner(RegistryContext registry, MaintenanceRequest request, IProgressSink? sink)
{
    public async Task<MaintenanceRun> RunAsync(CancellationToken cancel)
    {
        var report = request.ReportPath is { } path ? ReportFile.At(path) : null;
        var jobs = request.Jobs.Distinct().Order().ToList();
        EnsurePossible(jobs);
        var folder = Path.Combine(registry.Repository.GitDirectory, "registry");
        using var taken = await RunLock.TakeAsync(folder, jobs, cancel);
        var records = new RunRecords(Path.Combine(folder, "runs"));
        await records.TidyAsync(cancel);
        var run = Begun();
        run = run with { Record = await records.WriteAsync(run, cancel) };
        try
        {
            foreach (var job in jobs)
            {
                run = await RunAsync(job, run, cancel);
            }

            run = await ReportAsync(Ended(run), report, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await records.WriteAsync(Ended(run) with { Outcome = MaintenanceOutcome.Cancelled }, CancellationToken.None);
            throw;
        }

        await records.WriteAsync(run, CancellationToken.None);
        return run;
    }

    private void EnsurePossible(List<MaintenanceJob> jobs)
    {
        if (jobs.Count == 0 || registry.IsByUrl)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                jobs.Count == 0
                    ? $"No job is given; choose of {string.Join(", ", Enum.GetNames<MaintenanceJob>())}."
                    : $"'{registry.Location}' is a URL, and maintenance keeps its records in a repository; name a clone.");
        }
    }

    private MaintenanceRun Begun() => new()
    {
        Id = Guid.NewGuid().ToString("N")[..8],
        Host = Environment.MachineName,
        Process = Environment.ProcessId,
        Started = DateTimeOffset.UtcNow,
        Outcome = MaintenanceOutcome.Running,
        Jobs = [],
        Registry = registry.Location,
    };

    private async Task<MaintenanceRun> RunAsync(MaintenanceJob job, MaintenanceRun run, CancellationToken cancel)
    {
        var (tally, started) = (new JobTally(), DateTimeOffset.UtcNow);
        Exception? error = null;
        try
        {
            run = await FileErrors.AsCodedAsync(
                () => new JobRunner(registry, request, sink).RunAsync(job, run, tally, cancel));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // Told in the record, whatever it is; the other jobs are done.
            error = e;
        }

        return run with { Jobs = [.. run.Jobs, tally.ToResult(job, started, error)] };
    }

    /// <summary>A report that cannot be written is a failure of the run, which is recorded all the same.</summary>
    private static async Task<MaintenanceRun> ReportAsync(MaintenanceRun run, ReportFile? report, CancellationToken cancel)
    {
        if (report is null)
        {
            return run;
        }

        var started = DateTimeOffset.UtcNow;
        try
        {
            await report.WriteAsync(run, cancel);
            return run with { ReportPath = report.Path };
        }
        catch (RegistryException e)
        {
            var failed = new JobTally { Summary = "The report was not written." };
            return Ended(run with { Jobs = [.. run.Jobs, failed.ToResult(MaintenanceJob.Report, started, e)] });
        }
    }

    private static MaintenanceRun Ended(MaintenanceRun run) => run with
    {
        Ended = DateTimeOffset.UtcNow,
        Outcome = run.Jobs.Any(job => job.Outcome == MaintenanceOutcome.Failed) ? MaintenanceOutcome.Failed
            : run.Jobs.Any(job => job.Outcome == MaintenanceOutcome.Findings) ? MaintenanceOutcome.Findings
            : MaintenanceOutcome.Clean,
    };
}
