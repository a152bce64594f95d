using Registry.Tests.Support;

namespace Registry.Tests.Operations.Lifecycle;

/// <summary>Undo and redo in a real repository; what they would write of any history is checked with the fold alone.</summary>
public sealed class UndoTests(ITestOutputHelper output) : IDisposable
{
    private readonly Sandbox _sandbox = new("undo");
    private readonly Recorder _said = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task An_undo_assigns_the_holder_before_and_names_what_it_reverses()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0");

        var change = await _sandbox.UndoAsync("prod", r => r with { Message = "Too slow." });

        (change.From, change.To, change.Event, change.Tag).ShouldBe(("v2.0.0", "v1.0.0", 5L, "churn#prod#5"));
        change.Level.ShouldBe(PublishLevel.Local);
        var text = _sandbox.TextOf("churn#prod#5");
        text.ShouldContain("\nToo slow.\n");
        text.ShouldContain($"\nModel-Reverts: {_sandbox.Git.Git("rev-parse", "refs/tags/churn#prod#4")}\n");
        _sandbox.CommitOf("churn#prod#5").ShouldBe(_sandbox.CommitOf("churn@v1.0.0"));
    }

    [Fact]
    public async Task Undo_goes_back_step_by_step_and_redo_forth_again()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0", "3.0.0");

        string?[] back =
            [(await _sandbox.UndoAsync("prod")).To, (await _sandbox.UndoAsync("prod")).To, (await _sandbox.UndoAsync("prod")).To];
        string?[] forth = [(await _sandbox.RedoAsync("prod")).To, (await _sandbox.RedoAsync("prod", 2)).To];

        back.ShouldBe(["v2.0.0", "v1.0.0", null]);
        forth.ShouldBe(["v1.0.0", "v3.0.0"]);
        await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.RedoAsync("prod"));
        (await _sandbox.UndoAsync("prod", r => r with { Steps = 2 })).To.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task Several_steps_are_one_event()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0", "3.0.0");
        var tags = _sandbox.Git.Tags().Count;

        (await _sandbox.UndoAsync("prod", r => r with { Steps = 2 })).To.ShouldBe("v1.0.0");

        _sandbox.Git.Tags().Count.ShouldBe(tags + 1);
        _sandbox.TextOf("churn#prod#7").Split("Model-Reverts: ").Length.ShouldBe(3);
        (await _sandbox.RedoAsync("prod")).To.ShouldBe("v3.0.0");
    }

    [Fact]
    public async Task More_steps_than_there_are_go_nowhere()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0");
        var tags = _sandbox.Git.Tags();

        (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.UndoAsync("prod", r => r with { Steps = 3 })))
            .Message.ShouldContain("Only 2 of 3 steps");
        (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.UndoAsync("prd"))).Message.ShouldContain("'prod'?");
        await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.RedoAsync("prod"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.UndoAsync("prod", r => r with { Steps = 0 }));
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.UndoAsync("prod", r => r with { Steps = 101 }));
        _sandbox.Git.Tags().ShouldBe(tags);
    }

    [Fact]
    public async Task After_a_change_there_is_nothing_to_repeat()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0");
        await _sandbox.UndoAsync("prod");
        await _sandbox.AssignAsync("2.0.0", "prod");

        var e = await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.RedoAsync("prod"));

        e.Message.ShouldContain("'churn#prod#6' by Ann Author came after the undo");
    }

    [Fact]
    public async Task The_first_assignment_is_undone_to_nobody_whoever_came_between()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0");

        (await _sandbox.UndoAsync("prod")).To.ShouldBe("v1.0.0");
        var change = await _sandbox.UndoAsync("prod");

        change.To.ShouldBeNull();
        change.Removed.ShouldBe(["v1.0.0", "v2.0.0"]);
        (await _sandbox.ModelAsync()).Stages.ShouldBeEmpty();
        (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.UndoAsync("prod"))).Message
            .ShouldContain("Nothing is left to undo");
    }

    [Fact]
    public async Task A_removal_is_undone_as_one()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0", "3.0.0");
        await _sandbox.UnassignAsync("prod");

        (await _sandbox.UndoAsync("prod")).To.ShouldBe("v3.0.0");
        (await _sandbox.UndoAsync("prod")).To.ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task A_holder_that_was_withdrawn_since_does_not_come_back()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0", "3.0.0");
        await _sandbox.UnregisterAsync("2.0.0");

        var e = await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.UndoAsync("prod"));

        e.Message.ShouldContain("'churn@v2.0.0!#7' by Ann Author");
        e.Message.ShouldContain("-Steps 2");
        (await _sandbox.UndoAsync("prod", r => r with { Steps = 2 })).To.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task An_expected_holder_keeps_a_retry_from_going_back_twice()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0", "3.0.0");
        UndoRequest Expecting(UndoRequest r, string version) => r with { Expect = version };
        await _sandbox.UndoAsync("prod", r => Expecting(r, "3.0.0"));
        var tags = _sandbox.Git.Tags();

        var e = await Refused.WithAsync(
            ErrorCodes.RemoteMovedOn, () => _sandbox.UndoAsync("prod", r => Expecting(r, "3.0.0")));
        await Refused.WithAsync(ErrorCodes.RemoteMovedOn, () => _sandbox.UndoAsync("prod", r => Expecting(r, "")));

        e.Message.ShouldContain("held by 'v2.0.0' since 'churn#prod#7' by Ann Author, not by 'v3.0.0'");
        _sandbox.Git.Tags().ShouldBe(tags);
        (await _sandbox.UndoAsync("prod", r => Expecting(r, "2.0.0"))).To.ShouldBe("v1.0.0");
        (await _sandbox.UndoAsync("prod", r => Expecting(r, "1.0.0"))).To.ShouldBeNull();
        (await _sandbox.UndoAsync("prod", r => Expecting(r, "") with { Redo = true })).To.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task An_undo_that_leaves_the_holder_is_not_done_twice_by_a_retry()
    {
        // The withdrawal has given the stage back already; the undo says so of record.
        await AssignInTurnAsync("1.0.0", "2.0.0", "3.0.0");
        await _sandbox.UnregisterAsync("3.0.0");

        (await _sandbox.UndoAsync("prod", r => r with { Expect = "2.0.0" })).Tag.ShouldBe("churn#prod#8");
        var e = await Refused.WithAsync(
            ErrorCodes.RemoteMovedOn, () => _sandbox.UndoAsync("prod", r => r with { Expect = "2.0.0" }));

        e.Message.ShouldContain("'churn#prod#8' by Ann Author has done this");
        (await _sandbox.UndoAsync("prod")).To.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task An_expectation_that_fails_names_the_event_that_emptied_the_stage()
    {
        await AssignInTurnAsync("1.0.0");
        await _sandbox.UnregisterAsync("1.0.0");

        var e = await Refused.WithAsync(
            ErrorCodes.RemoteMovedOn, () => _sandbox.UndoAsync("prod", r => r with { Expect = "1.0.0" }));

        e.Message.ShouldContain("held by nobody since 'churn@v1.0.0!#3' by Ann Author");
        (await _sandbox.UndoAsync("prod")).Tag.ShouldBe("churn#prod!#4");
    }

    [Fact]
    public async Task A_preview_tells_where_it_would_go_and_writes_nothing()
    {
        await AssignInTurnAsync("1.0.0", "2.0.0");
        var tags = _sandbox.Git.Tags();
        var registry = await _sandbox.OpenAsync();

        var one = await registry.PreviewUndoAsync(new UndoRequest { Name = "churn", Stage = "prod" });
        var all = await registry.PreviewUndoAsync(new UndoRequest { Name = "churn", Stage = "prod", Steps = 2 });

        (one.From, one.To, one.Event).ShouldBe(("v2.0.0", "v1.0.0", null));
        (all.To, all.Event).ShouldBe((null, null));
        all.Removed.ShouldBe(["v2.0.0", "v1.0.0"]);
        _sandbox.Git.Tags().ShouldBe(tags);
    }

    [Fact]
    public async Task Two_clones_that_undo_at_once_with_an_expectation_go_back_once()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        for (var i = 1; i <= 3; i++)
        {
            await team.RegisterAsync(ann, $"content {i}", $"{i}.0.0");
            await team.AssignAsync(ann, $"{i}.0.0", "prod");
        }

        // Of one name, they would write the same object within a second, and so one event.
        var bob = team.Clone("bob");
        bob.Git("config", "user.name", "Bob Builder");
        string[] clones = [ann.Path, bob.Path];
        var results = await Task.WhenAll(clones.Select(clone => Task.Run(() =>
            new WorkerProcess(team.Folder.Path).Run("undo", clone, "churn", "prod", "3.0.0"))));

        results.Count(result => result.ExitCode == 0).ShouldBe(1, string.Join("\n", results.Select(r => r.All)));
        results.Single(result => result.ExitCode != 0).Error.ShouldStartWith("MLR1103: ");
        (await (await ModelRegistry.OpenAsync(team.Clone("cy").Path)).GetModelAsync("churn")).Stages["prod"]
            .ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task A_killed_undo_that_is_retried_goes_back_once()
    {
        using var team = new Team();
        var clone = team.Clone("ann");
        await team.RegisterAsync(clone, "one", "1.0.0");
        await team.RegisterAsync(clone, "two", "2.0.0");
        await team.AssignAsync(clone, "1.0.0", "prod");
        await team.AssignAsync(clone, "2.0.0", "prod");
        var worker = new WorkerProcess(team.Folder.Path);
        string[] undo = ["undo", clone.Path, "churn", "prod", "2.0.0"];
        async Task StartAnewAsync() => (await team.AssignAsync(clone, "2.0.0", "prod")).To.ShouldBe("v2.0.0");

        await new Kills(usual: 15).RunAsync(
            output,
            usual: _ =>
            {
                worker.Run(undo).Succeeded();
                StartAnewAsync().GetAwaiter().GetResult();
            },
            round: (_, after) => worker.RunAndKill(after, undo),
            check: async _ =>
            {
                foreach (var held in Directory.EnumerateFiles(team.Folder.Path, "*.lock", SearchOption.AllDirectories))
                {
                    File.Delete(held);
                }

                var retry = worker.Run(undo);
                (retry.ExitCode == 0 || retry.Error.StartsWith("MLR1103: ", StringComparison.Ordinal))
                    .ShouldBeTrue(retry.All);
                (await (await ModelRegistry.OpenAsync(clone.Path)).GetModelAsync("churn")).Stages["prod"]
                    .ShouldBe("v1.0.0");
                await StartAnewAsync();
            });
    }

    private async Task AssignInTurnAsync(params string[] versions)
    {
        await _sandbox.RegisterManyAsync(versions.Length);
        foreach (var version in versions)
        {
            await _sandbox.AssignAsync(version, "prod");
        }
    }
}
