using System.Globalization;
using System.Text.Json;

namespace Registry.Tests.Operations.Upkeep;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task A_registry_that_is_in_order_ends_with_0_and_leaves_a_record()
    {
        using var upkeep = new Support.Upkeep("maintain-clean", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");

        var run = await RunAsync(upkeep, Enum.GetValues<MaintenanceJob>().Reverse().ToArray());

        (run.ExitCode, run.Outcome).ShouldBe((0, MaintenanceOutcome.Clean));
        run.Jobs.Select(job => job.Job).ShouldBe(Enum.GetValues<MaintenanceJob>());
        run.Jobs.ShouldAllBe(job => job.Outcome == MaintenanceOutcome.Clean && job.Error == null && job.FindingCount == 0);
        (run.Synced.Single().Copied, run.Stores.Count).ShouldBe((3L, 2));
        run.Stages.Single().Remarks.ShouldBeEmpty("the scrub before the report has read the holder's bytes");
        using var record = Record(upkeep);
        var root = record.RootElement;
        (root.GetProperty("schema").GetInt32(), root.GetProperty("outcome").GetString(), root.GetProperty("exitCode").GetInt32())
            .ShouldBe((1, "Clean", 0));
        root.GetProperty("ended").GetDateTimeOffset().ShouldBeGreaterThan(root.GetProperty("started").GetDateTimeOffset());
        root.GetProperty("jobs")[1].GetProperty("counts").GetProperty("copied").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task What_is_damaged_ends_with_2_and_stands_in_the_record()
    {
        using var upkeep = new Support.Upkeep("maintain-findings");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");
        upkeep.Rot("one");
        upkeep.PutOrphan("orphan", TimeSpan.FromDays(2));
        upkeep.Sandbox.Git.Git("tag", "-d", "churn#prod#2");

        var run = await RunAsync(upkeep, MaintenanceJob.Scrub);

        (run.ExitCode, run.Jobs.Single().FindingCount).ShouldBe((2, 2));
        run.Jobs.Single().Findings.Select(finding => (finding.Severity, finding.Subject)).ShouldBe(
        [
            (FindingSeverity.Error, "churn#prod#2"), (FindingSeverity.Error, "churn@v1.0.0: weights.bin"),
            (FindingSeverity.Information, Support.Upkeep.DigestOf("orphan").ToString()),
        ]);
        using var record = Record(upkeep);
        record.RootElement.GetProperty("jobs")[0].GetProperty("findings")[1].GetProperty("code").GetString().ShouldBe("MLR1403");
    }

    [Fact]
    public async Task What_nobody_needs_is_told_and_is_no_finding()
    {
        using var upkeep = new Support.Upkeep("maintain-orphan");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.PutOrphan("orphan", TimeSpan.FromDays(2));

        var run = await RunAsync(upkeep, MaintenanceJob.Scrub);

        (run.ExitCode, run.Jobs.Single().Findings.Count, run.Stores.Single().Orphaned).ShouldBe((0, 1, 1L));
    }

    [Fact]
    public async Task A_job_that_fails_does_not_stop_the_others()
    {
        using var upkeep = new Support.Upkeep("maintain-failed");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");

        var run = await (await upkeep.Sandbox.OpenAsync()).MaintainAsync(
            new MaintenanceRequest { Jobs = [MaintenanceJob.Mirror, MaintenanceJob.Scrub], To = ["0"] });

        run.ExitCode.ShouldBe(1);
        run.Jobs.Select(job => (job.Job, job.Outcome, job.Code)).ShouldBe(
        [
            (MaintenanceJob.Mirror, MaintenanceOutcome.Failed, "MLR1003"),
            (MaintenanceJob.Scrub, MaintenanceOutcome.Clean, null),
        ]);
        run.Jobs[0].Error.ShouldNotBeNull().ShouldContain("-To");
    }

    [Fact]
    public async Task With_one_store_there_is_nothing_to_mirror_and_nothing_wrong()
    {
        using var upkeep = new Support.Upkeep("maintain-one-store");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");

        var run = await RunAsync(upkeep, MaintenanceJob.Mirror);

        run.ExitCode.ShouldBe(0);
        run.Jobs[0].Summary.ShouldNotBeNull().ShouldContain("one store");
    }

    [Theory]
    [InlineData("{\"outcome\":\"\\ud800\"}"), InlineData("{\"outcome\":\"Running\",\"outcome\":\"x\"}"), InlineData("{\"outcome\":{}}")]
    public async Task A_record_that_is_none_is_left_alone(string text)
    {
        using var upkeep = new Support.Upkeep("maintain-odd-record");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        var odd = Path.Combine(upkeep.Sandbox.Git.Path, ".git/registry/runs/20260101T000000Z-a.json");
        Directory.CreateDirectory(Path.GetDirectoryName(odd)!);
        File.WriteAllText(odd, text);

        (await RunAsync(upkeep, MaintenanceJob.Report)).ExitCode.ShouldBe(0);

        File.ReadAllText(odd).ShouldBe(text);
    }

    [Fact]
    public async Task Retention_gives_up_what_the_policy_says_and_the_scrub_after_it_is_content()
    {
        using var upkeep = new Support.Upkeep("maintain-retention");
        await File.AppendAllTextAsync(
            Path.Combine(upkeep.Sandbox.Git.Path, "registry.yaml"),
            "retention:\n  rules:\n    - name: last\n      keepLast: 1\n");
        upkeep.Sandbox.Git.Commit();
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");

        var run = await RunAsync(upkeep, MaintenanceJob.Scrub, MaintenanceJob.Retention);

        (run.ExitCode, run.Jobs[0].Job, run.Jobs[0].Counts["erased"]).ShouldBe((0, MaintenanceJob.Retention, 1L));
        run.Retention.ShouldNotBeNull().Versions.Count(version => version.Tag is not null).ShouldBe(1);
        await Support.Refused.WithAsync(
            ErrorCodes.Erased, () => upkeep.CheckModelAsync(r => r with { Version = "1.0.0" }));
    }

    [Fact]
    public async Task A_second_run_is_told_who_is_at_work_and_a_kill_lets_the_next_one_in()
    {
        using var upkeep = new Support.Upkeep("maintain-lock");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        using var worker = new Support.WorkerProcess(upkeep.Sandbox.Folder.Path).Start("maintain", upkeep.Sandbox.Git.Path);
        while (await worker.StandardOutput.ReadLineAsync() is { } line && line != "stalled")
        {
        }

        var e = await Support.Refused.WithAsync(ErrorCodes.Busy, () => RunAsync(upkeep, MaintenanceJob.Report));
        e.Message.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"process {worker.Id} on"));
        e.Message.ShouldContain("Scrub");
        worker.Kill(entireProcessTree: true);
        await worker.WaitForExitAsync();

        (await RunAsync(upkeep, MaintenanceJob.Report)).ExitCode.ShouldBe(0);
        Directory.GetFiles(Runs(upkeep)).Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
            .Select(run => run.GetProperty("outcome").GetString()).ShouldBe(["Clean", "Interrupted"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_run_that_is_stopped_says_so()
    {
        using var upkeep = new Support.Upkeep("maintain-cancelled");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        using var stop = new CancellationTokenSource();
        var registry = await upkeep.Sandbox.OpenAsync();
        var request = new MaintenanceRequest { Jobs = [MaintenanceJob.Scrub] };

        await Should.ThrowAsync<OperationCanceledException>(
            () => registry.MaintainAsync(request, new StopAtOnce(stop), stop.Token));

        using var record = Record(upkeep);
        record.RootElement.GetProperty("outcome").GetString().ShouldBe("Cancelled");
    }

    [Fact]
    public async Task The_last_hundred_records_are_kept()
    {
        using var upkeep = new Support.Upkeep("maintain-records");
        for (var i = 0; i < 120; i++)
        {
            upkeep.Sandbox.Folder.Write($"repo/.git/registry/runs/20200101T000{i:000}Z-x.json", "{}");
        }

        var run = await RunAsync(upkeep, MaintenanceJob.Report);

        var kept = Directory.GetFiles(Runs(upkeep)).Order(StringComparer.Ordinal).ToList();
        (kept.Count, kept[^1]).ShouldBe((100, run.Record));
        Path.GetFileName(kept[0]).ShouldBe("20200101T000021Z-x.json");
    }

    [Fact]
    public async Task A_stage_that_is_older_than_asked_for_is_a_finding()
    {
        using var upkeep = new Support.Upkeep("maintain-stale");
        upkeep.Sandbox.Tag("churn@v1.0.0", "HEAD", -20_000_000);
        upkeep.Sandbox.Tag("churn#prod#1", "HEAD", -10_000_000);
        var registry = await upkeep.Sandbox.OpenAsync();
        var request = new MaintenanceRequest { Jobs = [MaintenanceJob.Report] };

        (await registry.MaintainAsync(request)).ExitCode.ShouldBe(0);
        var run = await registry.MaintainAsync(request with { StaleAfter = TimeSpan.FromDays(30) });

        (run.ExitCode, run.Jobs.Single().Findings.Single().Subject).ShouldBe((2, "churn#prod"));
    }

    [Fact]
    public async Task Without_a_job_or_at_a_url_nothing_is_begun()
    {
        using var upkeep = new Support.Upkeep("maintain-refused");
        var url = await ModelRegistry.OpenAsync(new Uri(upkeep.Sandbox.Git.Path).AbsoluteUri);

        await Support.Refused.WithAsync(ErrorCodes.Malformed, () => RunAsync(upkeep));
        await Support.Refused.WithAsync(
            ErrorCodes.Malformed, () => url.MaintainAsync(new MaintenanceRequest { Jobs = [MaintenanceJob.Report] }));

        Directory.Exists(Runs(upkeep)).ShouldBeFalse();
    }

    private static async Task<MaintenanceRun> RunAsync(Support.Upkeep upkeep, params MaintenanceJob[] jobs) =>
        await (await upkeep.Sandbox.OpenAsync()).MaintainAsync(new MaintenanceRequest { Jobs = jobs });

    private static string Runs(Support.Upkeep upkeep) => upkeep.Sandbox.Folder["repo/.git/registry/runs"];

    private static JsonDocument Record(Support.Upkeep upkeep) =>
        JsonDocument.Parse(File.ReadAllText(Directory.GetFiles(Runs(upkeep)).ShouldHaveSingleItem()));

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgressSink
    {
        public void Report(TransferProgress progress) => stop.Cancel();

        public void Write(RegistryMessage message)
        {
        }
    }
}
