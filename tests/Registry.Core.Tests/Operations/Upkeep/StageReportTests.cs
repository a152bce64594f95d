namespace Registry.Tests.Operations.Upkeep;

public sealed class StageReportTests
{
    private const int Day = 24 * 60 * 60;

    [Fact]
    public async Task A_holder_is_unverified_until_all_its_bytes_were_read_back()
    {
        using var upkeep = new Support.Upkeep("stages-verified");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");
        var before = (await ReportAsync(upkeep)).ShouldHaveSingleItem();
        (before.Name, before.Stage, before.Version, before.Verified).ShouldBe(("churn", "prod", "v1.0.0", null));
        before.Remarks.ShouldBe(["unverified"]);

        await upkeep.CheckModelAsync(r => r with { Quick = true });
        await upkeep.CheckAsync(new StoreCheckRequest { Sample = SampleSize.Parse("2"), Seed = 1 });
        (await ReportAsync(upkeep)).Single().Unverified.ShouldBeTrue();
        await upkeep.CheckAsync();

        var after = (await ReportAsync(upkeep)).Single();
        (after.Unverified, after.Verified > DateTimeOffset.UtcNow.AddMinutes(-5)).ShouldBe((false, true));
        after.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Damaged_bytes_verify_nothing()
    {
        using var upkeep = new Support.Upkeep("stages-damaged");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");
        upkeep.Rot("one");

        await upkeep.CheckAsync();
        await upkeep.CheckModelAsync();

        (await ReportAsync(upkeep)).Single().Unverified.ShouldBeTrue();
    }

    [Fact]
    public async Task A_holder_that_was_assigned_long_ago_is_stale()
    {
        using var upkeep = new Support.Upkeep("stages-stale");
        upkeep.Sandbox.Tag("churn@v1.0.0", "HEAD", -200 * Day);
        upkeep.Sandbox.Tag("churn#prod#1", "HEAD", -100 * Day);

        var usual = (await ReportAsync(upkeep)).ShouldHaveSingleItem();
        var patient = (await ReportAsync(upkeep, r => r with { StaleAfter = TimeSpan.FromDays(101) })).Single();

        (usual.Stale, (int)usual.Age!.Value.TotalDays, usual.Unverified).ShouldBe((true, 100, false));
        usual.Remarks.ShouldBe(["no bytes", "stale"]);
        patient.Stale.ShouldBeFalse();
    }

    [Fact]
    public async Task Stages_that_are_empty_deprecated_or_lost_their_holder_are_told()
    {
        using var upkeep = new Support.Upkeep("stages-remarks");
        await File.AppendAllTextAsync(
            Path.Combine(upkeep.Sandbox.Git.Path, "registry.yaml"), "stages: [dev, prod]\n");
        upkeep.Sandbox.Git.Commit();
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");
        await upkeep.Sandbox.AssignAsync("1.1.0", "prod");
        var registry = await upkeep.Sandbox.OpenAsync();
        await registry.UnregisterAsync(new UnregisterRequest { Name = "churn", Version = "1.1.0" });
        await upkeep.CheckAsync();

        var stages = await ReportAsync(upkeep);

        stages.Select(stage => (stage.Stage, stage.Version, string.Join(", ", stage.Remarks))).ShouldBe(
            [("dev", null, "empty"), ("prod", "v1.0.0", "v1.1.0 deregistered")]);
        stages[1].Deregistered.ShouldBe("v1.1.0");
        await registry.DeprecateAsync(new DeprecateRequest { Name = "churn" });
        var deprecated = (await ReportAsync(upkeep, r => r with { Name = "churn" })).ShouldHaveSingleItem();
        deprecated.Deprecated.ShouldBeTrue();
        deprecated.Remarks.ShouldBe(["deprecated", "v1.1.0 deregistered"]);
    }

    [Fact]
    public async Task An_age_in_ticks_is_refused()
    {
        using var upkeep = new Support.Upkeep("stages-ticks");

        var e = await Support.Refused.WithAsync(
            ErrorCodes.Malformed, () => ReportAsync(upkeep, r => r with { StaleAfter = new TimeSpan(90) }));

        e.Message.ShouldContain("-Days 90");
    }

    private static async Task<IReadOnlyList<StageReportEntry>> ReportAsync(
        Support.Upkeep upkeep, Func<StageReportRequest, StageReportRequest>? with = null)
    {
        var request = new StageReportRequest();
        return await (await upkeep.Sandbox.OpenAsync()).GetStageReportAsync(with?.Invoke(request) ?? request);
    }
}
