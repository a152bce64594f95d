using Registry.Tests.Support;

namespace Registry.Tests.Operations.Lifecycle;

/// <summary>Taking stages away, from one version or from all.</summary>
public sealed class UnassignTests : IDisposable
{
    private readonly Sandbox _sandbox = new("unassign");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Without_a_version_the_stage_is_empty_afterwards()
    {
        await AssignAllAsync(3);
        var preview = await (await _sandbox.OpenAsync()).PreviewUnassignAsync(
            new UnassignRequest { Name = "churn", Stage = "prod" });

        var change = await _sandbox.UnassignAsync("prod");

        foreach (var told in new[] { preview, change })
        {
            (told.From, told.To).ShouldBe(("v3.0.0", null));
            told.Removed.ShouldBe(["v3.0.0", "v2.0.0", "v1.0.0"]);
        }

        (preview.Event, preview.Tag, preview.Level).ShouldBe((null, null, null));
        (change.Event, change.Tag, change.Level).ShouldBe((9L, "churn#prod!#9", PublishLevel.Local));
        (await _sandbox.ModelAsync()).Stages.ShouldBeEmpty();

        // The holder is the last to go, and the first of them stands for all.
        _sandbox.CommitOf("churn#prod!#9").ShouldBe(_sandbox.CommitOf("churn@v3.0.0"));
        _sandbox.TextOf("churn#prod!#7").ShouldNotContain("Model-Group");
        _sandbox.TextOf("churn#prod!#8").ShouldContain("\nModel-Group: 7\n");
        _sandbox.TextOf("churn#prod!#9").ShouldContain("\nModel-Group: 7\n");
    }

    [Fact]
    public async Task With_a_version_that_one_alone_loses_it()
    {
        await AssignAllAsync(3);

        var holder = await _sandbox.UnassignAsync("prod", "3.0.0");
        var beneath = await _sandbox.UnassignAsync("prod", "v1.0.0");

        (holder.From, holder.To).ShouldBe(("v3.0.0", "v2.0.0"));
        (beneath.From, beneath.To).ShouldBe(("v2.0.0", "v2.0.0"));
        beneath.Removed.ShouldBe(["v1.0.0"]);
        (await _sandbox.UnassignAsync("prod")).Removed.ShouldBe(["v2.0.0"]);
    }

    [Fact]
    public async Task A_commit_that_another_tool_staged_loses_it_too()
    {
        await AssignAllAsync(1);
        var commit = _sandbox.Git.Commit();
        _sandbox.Tag("churn#prod#3", commit, 60);

        (await _sandbox.UnassignAsync("prod", commit)).To.ShouldBe("v1.0.0");
        _sandbox.Tag("churn#prod#5", commit, 120);
        var change = await _sandbox.UnassignAsync("prod");

        change.Removed.ShouldBe([commit, "v1.0.0"]);
        (await _sandbox.ModelAsync()).Stages.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_nobody_holds_cannot_be_taken()
    {
        await AssignAllAsync(1);
        await _sandbox.RegisterAsync("more", "2.0.0");
        var tags = _sandbox.Git.Tags();

        async Task<string> TextAsync(string stage, string? version = null) =>
            (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.UnassignAsync(stage, version))).Message;
        (await TextAsync("prd")).ShouldContain("'prod'");
        (await TextAsync("prod", "2.0.0")).ShouldContain("in force there is 'v1.0.0'");
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.UnassignAsync("p.q"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.UnassignAsync("prod", "newest"));
        _sandbox.Git.Tags().ShouldBe(tags);
        await _sandbox.UnassignAsync("prod");
        (await TextAsync("prod")).ShouldContain("nothing to remove");
    }

    [Fact]
    public async Task A_stage_that_is_declared_no_more_can_be_taken_away()
    {
        await AssignAllAsync(1);
        File.AppendAllText(Path.Combine(_sandbox.Git.Path, "registry.yaml"), "stages: [dev]\n");

        (await _sandbox.UnassignAsync("prod")).To.ShouldBeNull();
        await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => _sandbox.AssignAsync("1.0.0", "prod"));
    }

    [Fact]
    public async Task More_events_than_one_push_takes_all_arrive()
    {
        using var team = new Team();
        var clone = team.Clone("ann");
        for (var i = 1; i <= 5; i++)
        {
            await team.RegisterAsync(clone, $"content {i}", $"{i}.0.0");
            await team.AssignAsync(clone, $"{i}.0.0", "prod");
        }

        var other = await ModelRegistry.OpenAsync(team.Clone("bob").Path);
        var change = await other.UnassignAsync(new UnassignRequest { Name = "churn", Stage = "prod" });

        change.Level.ShouldBe(PublishLevel.Atomic);
        change.Removed.Count.ShouldBe(5);
        team.Chain().TakeLast(5).ShouldBe(Enumerable.Range(11, 5).Select(i => $"churn#prod!#{i}"));
        team.Remote.Tags().Count.ShouldBe(15);
    }

    private async Task AssignAllAsync(int count)
    {
        await _sandbox.RegisterManyAsync(count);
        for (var i = 1; i <= count; i++)
        {
            await _sandbox.AssignAsync($"{i}.0.0", "prod");
        }
    }
}
