using Registry.Tests.Support;

namespace Registry.Tests.Operations.Sharing;

/// <summary>How far each kind of host keeps writers apart, over HTTP as hosts are reached.</summary>
public sealed class LevelTests
{
    [Theory]
    [InlineData("whole", PublishLevel.Atomic), InlineData("no-atomic", PublishLevel.ChainFirst)]
    [InlineData("hidden", PublishLevel.TagAlone), InlineData("refused", PublishLevel.TagAlone)]
    public async Task Events_reach_every_kind_of_host(string kind, PublishLevel level)
    {
        using var team = new Team($"level-{kind}");
        team.Be(kind);
        using var server = Serve(team);
        var (ann, bob) = (Clone(team, server, "ann"), Clone(team, server, "bob"));

        var one = await team.RegisterAsync(ann, "one");
        var two = await team.RegisterAsync(bob, "two");
        var staged = await team.AssignAsync(ann, "0.0.2", "prod");
        await team.RegisterAsync(bob, "kept", noPush: true);
        await team.AssignAsync(ann, "0.0.1", "dev");
        var report = await (await ModelRegistry.OpenAsync(bob.Path)).SyncAsync(new SyncRequest());

        (one.Level, two.Level, staged.Level).ShouldBe((level, level, level));
        (two.Version, staged.Event).ShouldBe(("v0.0.2", 3));
        report.Failures.ShouldBeEmpty();
        var rebuilt = report.Events.Single(e => e.Direction == SyncDirection.Rebuilt);
        (rebuilt.Tag, rebuilt.Level).ShouldBe(("churn@v0.0.3", level));
        string[] tags = ["churn@v0.0.1", "churn@v0.0.2", "churn#prod#3", "churn#dev#4", "churn@v0.0.3"];
        team.Remote.Tags().ShouldBe(tags, ignoreOrder: true);
        bob.Tags().ShouldBe(team.Remote.Tags());
        if (level == PublishLevel.TagAlone)
        {
            team.Remote.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
        }
        else
        {
            team.Chain().ShouldBe(tags);
        }
    }

    [Theory]
    [InlineData("no-atomic"), InlineData("hidden"), InlineData("refused")]
    public async Task A_registry_that_demands_the_chain_takes_no_less(string kind)
    {
        using var team = new Team($"required-{kind}", "chain: required\n");
        team.Be(kind);
        using var server = Serve(team);
        var ann = Clone(team, server, "ann");

        await Refused.WithAsync(ErrorCodes.GitFailed, () => team.RegisterAsync(ann, "one"));

        team.Remote.Git("for-each-ref", "refs/tags", "refs/registry").ShouldBeEmpty();
        ann.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bulk_goes_up_over_http_in_one_push()
    {
        using var team = new Team();
        using var server = Serve(team);
        var (pushes, ann) = (team.CountPushes(), Clone(team, server, "ann"));
        for (var i = 0; i < 5; i++)
        {
            await team.RegisterAsync(ann, $"kept {i}", noPush: true);
        }

        var report = await (await ModelRegistry.OpenAsync(ann.Path)).SyncAsync(new SyncRequest { Bulk = true });

        report.Events.Select(e => e.Level).ShouldBe(Enumerable.Repeat<PublishLevel?>(PublishLevel.Atomic, 5));
        pushes().ShouldBe([5]);
        team.AreInStep(ann, "churn");
    }

    private static GitHttpServer Serve(Team team)
    {
        Assert.SkipUnless(GitHttpServer.Missing is null, GitHttpServer.Missing ?? "");
        team.Remote.Git("config", "http.receivepack", "true");
        return GitHttpServer.Start(team.Folder["http"], team.Folder.Path);
    }

    private static GitFolder Clone(Team team, GitHttpServer server, string name) =>
        GitFolder.Clone(server.Url("remote.git"), team.Folder[name]);
}
