using Registry.Tests.Support;

namespace Registry.Tests.Operations.Lifecycle;

/// <summary>Withdrawing a version, and deprecating a model.</summary>
public sealed class UnregisterTests : IDisposable
{
    private readonly Sandbox _sandbox = new("unregister");
    private readonly Recorder _said = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_withdrawn_version_is_reached_by_nothing_but_a_look_at_all()
    {
        await _sandbox.RegisterManyAsync(2);

        var withdrawn = await _sandbox.UnregisterAsync("2.0.0", message: "Leaks the target.");

        (withdrawn.Version, withdrawn.Active, withdrawn.Level).ShouldBe(("v2.0.0", false, PublishLevel.Local));
        _sandbox.Git.Tags().ShouldContain("churn@v2.0.0!#3");
        _sandbox.TextOf("churn@v2.0.0!#3").ShouldContain("\nLeaks the target.\n");
        _sandbox.CommitOf("churn@v2.0.0!#3").ShouldBe(_sandbox.CommitOf("churn@v2.0.0"));
        var registry = await _sandbox.OpenAsync();
        (await registry.ResolveAsync("churn@latest")).Version.ShouldBe("v1.0.0");
        (await Refused.WithAsync(ErrorCodes.NotFound, () => registry.ResolveAsync("churn@2.0.0"))).Message
            .ShouldContain("'churn@v2.0.0!#3' by Ann Author");
        (await registry.GetVersionsAsync("churn", new VersionQuery { All = true }).ToListAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Once_withdrawn_a_version_is_withdrawn_no_more_and_its_number_is_spent()
    {
        await _sandbox.RegisterManyAsync(1);
        await _sandbox.UnregisterAsync("1.0.0");
        var tags = _sandbox.Git.Tags();

        (await _sandbox.UnregisterAsync("v1.0.0", _said)).Active.ShouldBeFalse();

        _said.Messages.Single().Text.ShouldContain("deregistered already");
        _sandbox.Git.Tags().ShouldBe(tags);
        await Refused.WithAsync(ErrorCodes.VersionExists, () => _sandbox.RegisterAsync("content 1", "1.0.0"));
        (await _sandbox.RegisterAsync("content 1")).Version.ShouldBe("v1.0.1");
    }

    [Fact]
    public async Task The_stages_of_a_withdrawn_version_go_back_to_who_held_them_before()
    {
        await _sandbox.RegisterManyAsync(2);
        await _sandbox.AssignAsync("1.0.0", "prod");
        await _sandbox.AssignAsync("2.0.0", "prod");
        await _sandbox.AssignAsync("2.0.0", "dev");
        var preview = await (await _sandbox.OpenAsync()).PreviewUnregisterAsync(
            new UnregisterRequest { Name = "churn", Version = "2.0.0" });

        await _sandbox.UnregisterAsync("2.0.0", _said);

        preview.Stages.ShouldBe(["dev", "prod"]);
        preview.Active.ShouldBeTrue();
        (await _sandbox.ModelAsync()).Stages.ShouldBe(new Dictionary<string, string> { ["prod"] = "v1.0.0" });
        var warning = _said.Warnings.Single().Text;
        warning.ShouldContain("held 'dev', 'prod'");
        warning.ShouldContain("nobody holds 'dev' now, 'prod' is held by 'v1.0.0' again");
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_told_with_the_nearest()
    {
        await _sandbox.RegisterManyAsync(1);

        (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.UnregisterAsync("1.0.1"))).Message
            .ShouldContain("'v1.0.0'");
        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.UnregisterAsync("latest"));
        (await Refused.WithAsync(ErrorCodes.NotFound, async () => await (await _sandbox.OpenAsync()).UnregisterAsync(
            new UnregisterRequest { Name = "chrun", Version = "1.0.0" }))).Message.ShouldContain("'churn'");
        _sandbox.Git.Tags().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task A_deprecated_model_stays_so_until_it_is_registered_or_assigned_again()
    {
        await _sandbox.RegisterManyAsync(1);
        await _sandbox.AssignAsync("1.0.0", "prod");

        var deprecated = await _sandbox.DeprecateAsync();
        await _sandbox.AnnotateAsync(r => r with { Description = "Use segment." });

        deprecated.Deprecated.ShouldBeTrue();
        deprecated.Level.ShouldBe(PublishLevel.Local);
        _sandbox.Git.Tags().ShouldContain("churn@deprecated#3");
        (await _sandbox.ModelAsync()).Deprecated.ShouldBeTrue();
        var e = await Refused.WithAsync(
            ErrorCodes.NotFound, async () => await (await _sandbox.OpenAsync()).ResolveAsync("churn#prod"));
        e.Message.ShouldContain("'churn@deprecated#3' by Ann Author");
        await _sandbox.AssignAsync("1.0.0", "dev");
        (await _sandbox.ModelAsync()).Deprecated.ShouldBeFalse();
    }

    [Fact]
    public async Task A_deprecated_model_is_not_deprecated_twice()
    {
        await _sandbox.RegisterManyAsync(1);
        await _sandbox.DeprecateAsync();

        (await _sandbox.DeprecateAsync(_said)).Deprecated.ShouldBeTrue();

        _said.Messages.Single().Text.ShouldContain("'churn@deprecated#2'");
        _sandbox.Git.Tags().Count.ShouldBe(2);
    }

    [Fact]
    public async Task To_revive_a_model_without_meaning_to_is_warned_of()
    {
        await _sandbox.RegisterManyAsync(2);
        await _sandbox.DeprecateAsync();

        await _sandbox.UnregisterAsync("2.0.0", _said);

        (await _sandbox.ModelAsync()).Deprecated.ShouldBeFalse();
        _said.Warnings.Single().Text.ShouldContain("'churn@deprecated#3'");
    }
}
