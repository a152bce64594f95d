using Registry.Tests.Support;

namespace Registry.Tests.Operations;

public sealed class AssignTests : IDisposable
{
    private readonly Sandbox _sandbox = new("assign");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_stage_moves_from_version_to_version()
    {
        await RegisterTwoAsync();

        var first = await _sandbox.AssignAsync("1.0.0", "prod");
        var second = await _sandbox.AssignAsync("v2.0.0", "prod");

        (first.From, first.To, first.Event, first.Tag).ShouldBe((null, "v1.0.0", 3L, "churn#prod#3"));
        (second.From, second.To, second.Event, second.Tag).ShouldBe(("v1.0.0", "v2.0.0", 4L, "churn#prod#4"));
        (await (await _sandbox.OpenAsync()).GetModelAsync("churn")).Stages
            .ShouldBe(new Dictionary<string, string> { ["prod"] = "v2.0.0" });
        (await (await _sandbox.OpenAsync()).ResolveAsync("churn#prod")).Version.ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task To_the_present_holder_nothing_is_written_unless_forced()
    {
        await RegisterTwoAsync();
        await _sandbox.AssignAsync("1.0.0", "prod");

        var again = await _sandbox.AssignAsync("1.0.0", "prod");
        (again.From, again.To, again.Event, again.Tag).ShouldBe(("v1.0.0", "v1.0.0", null, null));
        _sandbox.Git.Tags().Count.ShouldBe(3);

        (await _sandbox.AssignAsync("1.0.0", "prod", r => r with { Force = true })).Tag.ShouldBe("churn#prod#4");
    }

    [Fact]
    public async Task An_expected_holder_is_checked()
    {
        await RegisterTwoAsync();
        await _sandbox.AssignAsync("1.0.0", "prod", r => r with { Expect = "" });

        var e = await Refused.WithAsync(
            ErrorCodes.RemoteMovedOn, () => _sandbox.AssignAsync("2.0.0", "prod", r => r with { Expect = "2.0.0" }));
        await Refused.WithAsync(
            ErrorCodes.RemoteMovedOn, () => _sandbox.AssignAsync("2.0.0", "prod", r => r with { Expect = "" }));
        await _sandbox.AssignAsync("2.0.0", "prod", r => r with { Expect = "1.0.0" });

        e.Message.ShouldContain("'v1.0.0' since 'churn#prod#3' by Ann Author");
        _sandbox.Git.Tags().ShouldContain("churn#prod#4");
    }

    [Fact]
    public async Task The_number_is_above_every_counter_and_the_time_above_every_time()
    {
        await RegisterTwoAsync();
        _sandbox.Tag("churn#dev#41", _sandbox.CommitOf("churn@v1.0.0"), 100);

        (await _sandbox.AssignAsync("2.0.0", "dev")).Tag.ShouldBe("churn#dev#42");

        long TimeOf(string tag) => long.Parse(
            _sandbox.Git.Git("for-each-ref", "--format=%(taggerdate:unix)", "refs/tags/" + tag));
        TimeOf("churn#dev#42").ShouldBe(TimeOf("churn#dev#41") + 1);
        (await (await _sandbox.OpenAsync()).ResolveAsync("churn#dev")).Version.ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task A_clock_far_behind_the_last_event_is_refused_unless_forced()
    {
        await RegisterTwoAsync();
        _sandbox.Tag("churn#dev#9", _sandbox.CommitOf("churn@v1.0.0"), 3600);

        var e = await Refused.WithAsync(ErrorCodes.Clock, () => _sandbox.AssignAsync("2.0.0", "dev"));
        await Refused.WithAsync(ErrorCodes.Clock, () => _sandbox.RegisterAsync("three"));
        (await _sandbox.AssignAsync("2.0.0", "dev", r => r with { Force = true })).Tag.ShouldBe("churn#dev#10");

        e.Message.ShouldContain("'churn#dev#9'");
    }

    [Fact]
    public async Task Each_event_names_the_one_before_and_stands_in_the_chain()
    {
        await RegisterTwoAsync();
        await _sandbox.AssignAsync("1.0.0", "prod");

        string[] tags = ["churn@v1.0.0", "churn@v2.0.0", "churn#prod#3"];
        var links = _sandbox.Git.Git("log", "--reverse", "--format=%s", "refs/registry/churn@chain").Split('\n');
        links.ShouldBe(tags.Select(tag => $"{tag} {_sandbox.Git.Git("rev-parse", "refs/tags/" + tag)}"));
        _sandbox.Git.Git("show", "refs/registry/churn@chain:tag")
            .ShouldBe(_sandbox.TextOf("churn#prod#3").TrimEnd('\n'));
        _sandbox.TextOf("churn@v1.0.0").ShouldNotContain("Model-Previous");
        _sandbox.TextOf("churn#prod#3")
            .ShouldContain($"\nModel-Previous: {_sandbox.Git.Git("rev-parse", "churn@v2.0.0")}\n");
    }

    [Theory]
    [InlineData("schema: 1\nstages: [dev, prod]\n", null), InlineData(null, "stages: [dev, prod]\ntypes: [model]\n")]
    public async Task A_stage_that_is_not_declared_is_refused(string? yaml, string? gto)
    {
        File.AppendAllText(
            Path.Combine(_sandbox.Git.Path, "registry.yaml"),
            yaml?.Replace("schema: 1\n", "", StringComparison.Ordinal) ?? "");
        if (gto is not null)
        {
            File.WriteAllText(Path.Combine(_sandbox.Git.Path, ".gto"), gto);
        }

        await RegisterTwoAsync();

        var e = await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => _sandbox.AssignAsync("1.0.0", "prd"));
        await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => _sandbox.AssignAsync("1.0.0", "Prod"));
        await Refused.WithAsync(
            ErrorCodes.StageNotDeclared, () => _sandbox.RegisterAsync("three", with: r => r with { Stage = "qa" }));
        await Refused.WithAsync(ErrorCodes.StageNotDeclared, async () => await (await _sandbox.OpenAsync())
            .PreviewAssignAsync(new AssignRequest { Name = "churn", Version = "1.0.0", Stage = "qa" }));
        await _sandbox.AssignAsync("1.0.0", "prod");

        e.Message.ShouldContain("'prod', 'dev'");
        _sandbox.Git.Tags().ShouldBe(["churn#prod#3", "churn@v1.0.0", "churn@v2.0.0"]);
    }

    [Fact]
    public async Task A_preview_tells_the_move_and_writes_nothing()
    {
        await RegisterTwoAsync();
        await _sandbox.AssignAsync("1.0.0", "prod");

        var change = await (await _sandbox.OpenAsync())
            .PreviewAssignAsync(new AssignRequest { Name = "churn", Version = "2.0.0", Stage = "prod" });

        (change.From, change.To, change.Event).ShouldBe(("v1.0.0", "v2.0.0", null));
        _sandbox.Git.Tags().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Only_an_active_version_is_assigned()
    {
        await RegisterTwoAsync();
        _sandbox.Tag("churn@v2.0.0!#3", _sandbox.CommitOf("churn@v2.0.0"), 5);

        await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.AssignAsync("2.0.0", "prod"));
        await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.AssignAsync("3.0.0", "prod"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.AssignAsync("latest", "prod"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.AssignAsync("1.0.0", "p.q"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.AssignAsync("1.0.0", "nul"));
    }

    private async Task RegisterTwoAsync()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        await _sandbox.RegisterAsync("two", "2.0.0");
    }
}
