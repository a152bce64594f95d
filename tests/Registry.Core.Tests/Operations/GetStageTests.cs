using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>Who holds which stage, now and at a moment.</summary>
public sealed class GetStageTests
{
    [Fact]
    public async Task Each_stage_that_is_held_is_told_with_its_assignment()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.RegisterAsync("two", "1.1.0");
        await sandbox.AssignAsync("1.1.0", "prod", a => a with { Message = "Approved." });
        await sandbox.AssignAsync("1.0.0", "dev");

        var stages = await StagesAsync(sandbox, new StageQuery { Name = "churn" });

        stages.Select(s => (s.Name, s.Stage, s.Version, s.Event)).ShouldBe(
            [("churn", "dev", "v1.0.0", 4), ("churn", "prod", "v1.1.0", 3)]);
        var prod = stages[1];
        (prod.Tag, prod.Message, prod.Author).ShouldBe(("churn#prod#3", "Approved.", "Ann Author"));
        prod.Commit.ShouldBe(sandbox.CommitOf("churn@v1.1.0"));
        prod.ToString().ShouldBe("churn#prod");
    }

    [Fact]
    public async Task What_was_in_a_stage_on_a_day_is_what_the_events_up_to_it_say()
    {
        using var sandbox = new Sandbox();
        var first = sandbox.Git.Git("rev-parse", "HEAD");
        sandbox.Tag("churn@v1.0.0", first, -1000);
        var second = sandbox.Git.Commit();
        sandbox.Tag("churn@v2.0.0", second, -900);
        sandbox.Tag("churn#prod#1", first, -800);
        sandbox.Tag("churn#prod#2", second, -600);
        sandbox.Tag("churn#prod!#3", second, -400);
        sandbox.Tag("churn@v1.0.0!#4", first, -200);

        async Task<string?> HolderAsync(int seconds) => (await StagesAsync(sandbox, new StageQuery
        {
            Name = "churn",
            Stage = "prod",
            AsOf = DateTimeOffset.UtcNow.AddSeconds(seconds),
        })).SingleOrDefault()?.Version;

        (await HolderAsync(-950)).ShouldBeNull();
        (await HolderAsync(-700)).ShouldBe("v1.0.0");
        (await HolderAsync(-500)).ShouldBe("v2.0.0");
        (await HolderAsync(-300)).ShouldBe("v1.0.0");
        (await HolderAsync(-100)).ShouldBeNull();
    }

    [Fact]
    public async Task A_declared_stage_may_be_empty_and_one_that_never_was_is_refused()
    {
        using var sandbox = new Sandbox();
        await File.AppendAllTextAsync(Path.Combine(sandbox.Git.Path, "registry.yaml"), "stages: [dev, prod]\n");
        await sandbox.RegisterAsync("one", "1.0.0");

        (await StagesAsync(sandbox, new StageQuery { Name = "churn", Stage = "dev" })).ShouldBeEmpty();
        (await StagesAsync(sandbox, new StageQuery())).ShouldBeEmpty();
        (await StagesAsync(sandbox, new StageQuery { Stage = "anything" })).ShouldBeEmpty();
        var refused = await Refused.WithAsync(
            ErrorCodes.NotFound, () => StagesAsync(sandbox, new StageQuery { Name = "churn", Stage = "prd" }));
        refused.Message.ShouldContain("'prod'");
    }

    [Fact]
    public async Task Tags_that_are_gone_do_not_count_and_a_look_back_says_so()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.AssignAsync("1.0.0", "prod");
        sandbox.Git.Git("tag", "-d", "churn#prod#2");
        var recorder = new Recorder();

        var stages = await (await sandbox.OpenAsync()).GetStagesAsync(
            new StageQuery { Name = "churn", AsOf = DateTimeOffset.UtcNow.AddMinutes(1) }, recorder);

        stages.ShouldBeEmpty();
        var warning = recorder.Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe(ErrorCodes.HistoryBroken);
        warning.Text.ShouldContain("'churn#prod#2'");
    }

    private static async Task<IReadOnlyList<StageAssignment>> StagesAsync(Sandbox sandbox, StageQuery query) =>
        await (await sandbox.OpenAsync()).GetStagesAsync(query);
}
