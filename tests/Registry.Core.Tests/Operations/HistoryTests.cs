using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>What someone did to tags behind the registry's back is seen, told, and never built upon.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task The_number_and_the_version_of_a_deleted_tag_stay_spent()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.RegisterAsync("two", "1.1.0");
        sandbox.Git.Git("tag", "-d", "churn@v1.1.0");
        var recorder = new Recorder();

        await Refused.WithAsync(ErrorCodes.VersionExists, () => sandbox.RegisterAsync("other", "1.1.0"));
        var next = await (await sandbox.OpenAsync())
            .RegisterAsync(new RegisterRequest { Name = "churn", Path = sandbox.Model("three") }, recorder);

        next.Version.ShouldBe("v1.1.1");
        sandbox.TextOf("churn@v1.1.1").ShouldContain("\nModel-Event: 3\n");
        var warning = recorder.Warnings.Single(w => w.Code == ErrorCodes.HistoryBroken);
        warning.Text.ShouldContain("'churn@v1.1.0'");
        sandbox.Git.Git("log", "-p", "refs/registry/churn@chain").ShouldContain("artifact churn version v1.1.0");
    }

    [Fact]
    public async Task A_tag_object_copied_under_another_name_is_no_event()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        var tag = sandbox.Git.Git("rev-parse", "churn@v1.0.0");
        sandbox.Git.Git("update-ref", "refs/tags/churn@v9.0.0", tag);
        sandbox.Git.Git("update-ref", "refs/tags/other@v1.0.0", tag);

        var models = await (await sandbox.OpenAsync()).GetModelsAsync();

        models.Select(m => (m.Name, m.Latest)).ShouldBe([("churn", "v1.0.0")]);
    }

    [Fact]
    public async Task A_later_registration_of_a_version_does_not_change_its_bytes()
    {
        using var sandbox = new Sandbox();
        var one = await sandbox.RegisterAsync("one", "1.0.0");
        sandbox.Tag(
            "churn@v1.0.0#5", "HEAD", 5, $"Forged\n\nModel-Event: 5\nModel-Manifest: sha256:{new string('a', 64)}");

        await sandbox.SaveAsync("1.0.0");

        (await (await sandbox.OpenAsync()).ResolveAsync("churn@1.0.0")).Manifest.ShouldBe(one.Manifest);
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.TreeOf(("weights.bin", "one")));
    }

    [Fact]
    public async Task A_chain_that_was_rewound_on_the_remote_is_not_adopted()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "one");
        await team.RegisterAsync(ann, "two");
        team.Remote.Git("tag", "-d", "churn@v0.0.2");
        team.Remote.Git("update-ref", "refs/registry/churn@chain", "refs/registry/churn@chain~1");

        await Refused.WithAsync(ErrorCodes.HistoryBroken, () => team.RegisterAsync(ann, "three"));

        ann.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        team.Remote.Tags().ShouldBe(["churn@v0.0.1"]);
    }

    /// <summary>Each of these, set by a user for other work, would publish, prune or refuse what it must not.</summary>
    [Theory]
    [InlineData("push.followTags", "true"), InlineData("fetch.prune", "true"), InlineData("fetch.pruneTags", "true")]
    [InlineData("remote.origin.prune", "true"), InlineData("remote.origin.tagOpt", "--tags")]
    [InlineData("push.default", "nothing"), InlineData("tag.gpgSign", "true"), InlineData("commit.gpgSign", "true")]
    [InlineData("core.quotePath", "true"), InlineData("log.showSignature", "true"), InlineData("color.ui", "always")]
    [InlineData("core.abbrev", "4"), InlineData("log.decorate", "full"), InlineData("push.gpgSign", "if-asked")]
    public async Task A_users_configuration_changes_nothing(string key, string value)
    {
        using var team = new Team($"config-{key}");
        var ann = team.Clone("ann");
        ann.Git("config", key, value);
        await team.RegisterAsync(ann, "kept local", noPush: true);
        var other = team.Folder.Write("other/weights.bin", "another model");

        await (await ModelRegistry.OpenAsync(ann.Path)).RegisterAsync(
            new RegisterRequest { Name = "other", Path = other });

        team.Remote.Tags().ShouldBe(["other@v0.0.1"]);
        ann.Tags().ShouldBe(["churn@v0.0.1", "other@v0.0.1"]);
        await team.AssignAsync(ann, "0.0.1", "prod");
        team.Chain().ShouldBe(["churn@v0.0.1", "churn#prod#2"]);
    }
}
