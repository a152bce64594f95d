using Registry.Ledger.Audit;
using Registry.Operations.Retention;
using Registry.Operations.Upkeep.Mirroring;
using Registry.Operations.Upkeep.Reporting;
using Registry.Operations.Upkeep.Scrubbing;

namespace Registry.Operations.Upkeep.Maintenance;

/// <summary>The jobs of maintenance: each adds what it found to a tally, and what it did to the run.</summary>
internal sealed class JobRunner(RegistryContext registry, MaintenanceRequest request, IProgressSink? sink)
{
    /// <summary>What the scrub of the stores tells in more detail.</summary>
    private static readonly RegistryProblem[] s_ofStores =
        [RegistryProblem.BlobMissing, RegistryProblem.BlobDamaged, RegistryProblem.StoreUnreachable];

    public Task<MaintenanceRun> RunAsync(
        MaintenanceJob job, MaintenanceRun run, JobTally tally, CancellationToken cancel) => job switch
    {
        MaintenanceJob.Retention => RetainAsync(run, tally, cancel),
        MaintenanceJob.Mirror => MirrorAsync(run, tally, cancel),
        MaintenanceJob.Scrub => ScrubAsync(run, tally, cancel),
        MaintenanceJob.Report => ReportAsync(run, tally, cancel),
        _ => throw new RegistryException(ErrorCodes.Malformed, $"There is no job '{job}'."),
    };

    private async Task<MaintenanceRun> RetainAsync(MaintenanceRun run, JobTally tally, CancellationToken cancel)
    {
        var retention = new RetentionRequest { LockFiles = request.LockFiles, Message = "Scheduled maintenance" };
        var report = await new RetentionRun(registry, retention, sink).RunAsync(cancel);
        var erased = report.Versions.Count(version => version.Verdict == RetentionVerdict.Erase && version.Tag is not null);
        tally.Counts["erased"] = erased;
        tally.Counts["condemned"] = report.Stores.Sum(store => store.Condemned);
        tally.Counts["swept"] = report.Stores.Sum(store => store.Swept);
        tally.Counts["sweptBytes"] = report.Stores.Sum(store => store.SweptBytes);
        tally.Summary = !report.HasPolicy ? "registry.yaml has no retention policy: nothing was given up."
            : $"{JobTally.Number(erased, "version")} erased, {JobTally.Number(tally.Counts["condemned"], "blob")} condemned, "
                + $"{JobTally.Number(tally.Counts["swept"], "blob")} deleted after the grace.";
        foreach (var failure in report.Failures)
        {
            tally.Fail(failure, "retention");
        }

        return run with { Retention = report };
    }

    private async Task<MaintenanceRun> MirrorAsync(MaintenanceRun run, JobTally tally, CancellationToken cancel)
    {
        if (request.To.Count == 0 && registry.Configuration.Stores.Count < 2)
        {
            tally.Summary = "registry.yaml has one store: there is nothing to mirror to.";
            return run;
        }

        var synced = await new StoreSyncing(registry, new StoreSyncRequest { To = request.To }, sink).RunAsync(cancel);
        tally.Counts["copied"] = synced.Sum(store => store.Copied);
        tally.Counts["copiedBytes"] = synced.Sum(store => store.CopiedBytes);
        tally.Summary = $"{JobTally.Number(tally.Counts["copied"], "blob")} copied to {JobTally.Number(synced.Count, "store")}.";
        foreach (var failure in synced.SelectMany(store => store.Failures))
        {
            tally.Add(failure);
        }

        return run with { Synced = synced };
    }

    private async Task<MaintenanceRun> ScrubAsync(MaintenanceRun run, JobTally tally, CancellationToken cancel)
    {
        await AuditAsync(tally, cancel);
        var check = new StoreCheckRequest { Sample = request.Sample, Since = request.Since };
        var stores = await new StoreChecking(registry, check, tally.Add, sink).RunAsync(cancel);
        tally.Counts["blobs"] = stores.Sum(store => store.Blobs);
        tally.Counts["hashed"] = stores.Sum(store => store.Hashed);
        tally.Counts["hashedBytes"] = stores.Sum(store => store.HashedBytes);
        tally.Counts["missing"] = stores.Sum(store => store.Missing);
        tally.Counts["damaged"] = stores.Sum(store => store.Damaged);
        tally.Counts["orphaned"] = stores.Sum(store => store.Orphaned);
        tally.Summary = $"{tally.Counts["hashed"]} of {JobTally.Number(tally.Counts["blobs"], "blob")} in "
            + $"{JobTally.Number(stores.Count, "store")} read and hashed.";
        return run with { Stores = stores };
    }

    /// <summary>A remote that cannot be asked is no reason not to look at the stores.</summary>
    private async Task AuditAsync(JobTally tally, CancellationToken cancel)
    {
        try
        {
            var ledger = await registry.OpenLedgerAsync(null, cancel);
            var audit = new Auditor(registry, ledger, new AuditRequest { LockFiles = request.LockFiles }, sink);
            await foreach (var finding in audit.RunAsync(cancel))
            {
                if (!s_ofStores.Contains(finding.Problem))
                {
                    tally.Add(
                        FindingSeverity.Error, finding.Code, finding.Tag ?? finding.Name ?? "ledger", finding.Message);
                }
            }
        }
        catch (RegistryException e)
        {
            tally.Fail(e, "ledger");
        }
    }

    private async Task<MaintenanceRun> ReportAsync(MaintenanceRun run, JobTally tally, CancellationToken cancel)
    {
        var report = new StageReportRequest { StaleAfter = request.StaleAfter ?? StageReportRequest.UsualAge };
        var stages = await new StageReporting(registry, report).RunAsync(cancel);
        tally.Counts["stages"] = stages.Count;
        tally.Counts["stale"] = stages.Count(stage => stage.Stale);
        tally.Counts["unverified"] = stages.Count(stage => stage.Unverified);
        tally.Summary = $"{JobTally.Number(stages.Count, "stage")}: {tally.Counts["stale"]} stale, "
            + $"{tally.Counts["unverified"]} unverified.";
        foreach (var stage in stages.Where(stage => stage.Stale && request.StaleAfter is not null))
        {
            tally.Add(
                FindingSeverity.Warning, null, stage.ToString(),
                $"'{stage.Version}' holds the stage '{stage.Stage}' of '{stage.Name}' since {stage.Since:yyyy-MM-dd}; see whether "
                + "it still should.");
        }

        return run with { Stages = stages };
    }
}
