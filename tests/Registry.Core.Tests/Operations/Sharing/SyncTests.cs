using Registry.Tests.Support;

namespace Registry.Tests.Operations.Sharing;

/// <summary>Bringing a repository and its remote in step.</summary>
public sealed class SyncTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_others_wrote_is_fetched_and_what_was_kept_is_pushed()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one");
        await team.AssignAsync(ann, "0.0.1", "dev");
        await team.RegisterAsync(bob, "other", model: "other", noPush: true);

        var events = await SyncAsync(bob);

        events.Select(e => (e.Tag, e.Direction, e.Level)).ShouldBe(
        [
            ("churn#dev#2", SyncDirection.Fetched, null), ("churn@v0.0.1", SyncDirection.Fetched, null),
            ("other@v0.0.1", SyncDirection.Pushed, (PublishLevel?)PublishLevel.Atomic),
        ]);
        events.ShouldAllBe(e => e.Registry == bob.Path && e.Was == null);
        team.AreInStep(bob, "churn", "other");
        (await SyncAsync(bob)).ShouldBeEmpty();
        (await SyncAsync(ann)).Select(e => e.Tag).ShouldBe(["other@v0.0.1"]);
    }

    [Fact]
    public async Task Events_kept_while_others_wrote_are_written_anew_on_top()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await SyncAsync(bob);
        await team.RegisterAsync(bob, "mine", "2.0.0", noPush: true);
        await team.AssignAsync(bob, "2.0.0", "prod", noPush: true);
        await team.AssignAsync(bob, "1.0.0", "dev", noPush: true);
        var old = bob.Git("rev-parse", "churn@v2.0.0");
        await team.RegisterAsync(ann, "two", "1.1.0");

        var refused = await Refused.WithAsync(ErrorCodes.RemoteMovedOn, () => team.RegisterAsync(bob, "next"));
        var events = await SyncAsync(bob);

        refused.Message.ShouldContain("Sync-MLRegistry");
        events.Where(e => e.Direction == SyncDirection.Rebuilt).Select(e => (e.Was, e.Tag)).ShouldBe(
            [("churn@v2.0.0", "churn@v2.0.0"), ("churn#prod#3", "churn#prod#4"), ("churn#dev#4", "churn#dev#5")]);
        team.Chain().ShouldBe(["churn@v1.0.0", "churn@v1.1.0", "churn@v2.0.0", "churn#prod#4", "churn#dev#5"]);
        team.AreInStep(bob, "churn");
        bob.Git("cat-file", "tag", "churn@v2.0.0").ShouldContain($"\nModel-Rebuilt: {old}");
        bob.Git("rev-parse", "churn#prod#4^{commit}").ShouldBe(bob.Git("rev-parse", "churn@v2.0.0^{commit}"));
        var commits = new[] { "1.0.0", "1.1.0", "2.0.0" }.Select(v => bob.Git("rev-parse", $"churn@v{v}^{{commit}}"));
        commits.Distinct().Count().ShouldBe(3);
        var model = await (await ModelRegistry.OpenAsync(bob.Path)).GetModelAsync("churn");
        model.Stages.ShouldBe(new Dictionary<string, string> { ["dev"] = "v1.0.0", ["prod"] = "v2.0.0" }, ignoreOrder: true);
        (await SyncAsync(bob)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Annotations_and_undos_kept_while_others_wrote_say_the_same_afterwards()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await SyncAsync(bob);
        var registry = await ModelRegistry.OpenAsync(bob.Path);
        await registry.AnnotateVersionAsync(new AnnotateRequest
        {
            Name = "churn",
            Version = "1.0.0",
            Labels = new Dictionary<string, string?> { ["team"] = "risk" },
            NoPush = true,
        });
        await registry.AnnotateModelAsync(
            new AnnotateRequest { Name = "churn", Description = "Of the model.", NoPush = true });
        await team.AssignAsync(bob, "1.0.0", "prod", noPush: true);
        await registry.UndoAsync(new UndoRequest { Name = "churn", Stage = "prod", NoPush = true });
        await team.RegisterAsync(ann, "two", "1.1.0");

        var events = await SyncAsync(bob);

        events.Where(e => e.Direction == SyncDirection.Rebuilt).Select(e => (e.Was, e.Tag)).ShouldBe(
        [
            ("churn+annotated#2", "churn+annotated#3"), ("churn+annotated#3", "churn+annotated#4"),
            ("churn#prod#4", "churn#prod#5"), ("churn#prod!#5", "churn#prod!#6"),
        ]);
        team.AreInStep(bob, "churn");
        bob.Git("cat-file", "tag", "churn#prod!#6").ShouldContain(
            $"\nModel-Reverts: {bob.Git("rev-parse", "churn#prod#5")}");
        (await registry.GetModelAsync("churn")).Description.ShouldBe("Of the model.");
        (await registry.ResolveAsync("churn@1.0.0")).Labels["team"].ShouldBe("risk");
    }

    [Fact]
    public async Task A_version_taken_meanwhile_with_other_content_names_the_winner_and_moves_nothing()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(bob, "mine", "1.0.0", noPush: true);
        await team.AssignAsync(bob, "1.0.0", "prod", noPush: true);
        var mine = bob.Git("rev-parse", "churn@v1.0.0");
        await team.RegisterAsync(ann, "hers", "1.0.0");

        var report = await ReportAsync(bob);

        var failure = report.Failures.ShouldHaveSingleItem();
        failure.Error.ShouldBe(ErrorCodes.RemoteMovedOn);
        failure.Message.ShouldContain("Ann Author registered 'v1.0.0' with other content");
        failure.Message.ShouldContain("git tag -d 'churn@v1.0.0' 'churn#prod#2'");
        bob.Git("rev-parse", "churn@v1.0.0").ShouldBe(mine);
        team.Remote.Tags().ShouldBe(["churn@v1.0.0"]);
        bob.Git("tag", "-d", "churn@v1.0.0", "churn#prod#2");
        (await ReportAsync(bob)).Failures.ShouldBeEmpty();
        team.AreInStep(bob, "churn");
    }

    [Fact]
    public async Task A_stage_that_was_kept_never_comes_to_hold_what_it_was_not_given()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(bob, "mine", "1.0.0", noPush: true);
        await team.AssignAsync(bob, "1.0.0", "prod", noPush: true);
        await team.RegisterAsync(ann, "hers", "1.0.0");
        bob.Git("tag", "-d", "churn@v1.0.0");

        var first = await ReportAsync(bob);
        var second = await ReportAsync(bob);

        foreach (var report in new[] { first, second })
        {
            report.Failures.ShouldHaveSingleItem().Message.ShouldContain("git tag -d 'churn#prod#2'");
        }

        team.Remote.Tags().ShouldBe(["churn@v1.0.0"]);
        bob.Git("tag", "-d", "churn#prod#2");
        (await ReportAsync(bob)).Failures.ShouldBeEmpty();
        team.AreInStep(bob, "churn");
    }

    [Fact]
    public async Task A_stage_that_others_moved_meanwhile_is_told()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.RegisterAsync(ann, "two", "2.0.0");
        await SyncAsync(bob);
        await team.AssignAsync(bob, "1.0.0", "prod", noPush: true);
        await team.AssignAsync(bob, "1.0.0", "dev", noPush: true);
        await team.AssignAsync(ann, "2.0.0", "prod");
        var sink = new Recorder();

        await (await ModelRegistry.OpenAsync(bob.Path)).SyncAsync(new SyncRequest(), sink);

        var told = sink.Warnings.ShouldHaveSingleItem().Text;
        told.ShouldContain("'churn#prod#3' was kept local");
        told.ShouldContain("by which Ann Author moved the stage 'prod' of 'churn' meanwhile");
        team.AreInStep(bob, "churn");
    }

    [Fact]
    public async Task Text_that_reads_like_a_number_stays_when_its_event_is_written_anew()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await SyncAsync(bob);
        await team.AssignAsync(bob, "1.0.0", "prod", noPush: true);
        var registry = await ModelRegistry.OpenAsync(bob.Path);
        await registry.AnnotateModelAsync(new AnnotateRequest { Name = "churn", Description = "#2", NoPush = true });
        await team.RegisterAsync(ann, "two", "1.1.0");

        (await SyncAsync(bob)).Count(e => e.Direction == SyncDirection.Rebuilt).ShouldBe(2);

        (await registry.GetModelAsync("churn")).Description.ShouldBe("#2");
    }

    [Fact]
    public async Task A_version_taken_meanwhile_with_the_same_content_is_there_already()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        bob.Git("config", "user.name", "Bob Builder");
        await team.RegisterAsync(bob, "same", "1.0.0", noPush: true);
        await team.AssignAsync(bob, "1.0.0", "prod", noPush: true);
        await team.RegisterAsync(ann, "same", "1.0.0");

        var events = await SyncAsync(bob);

        events.Select(e => (e.Was, e.Tag, e.Direction)).ShouldBe(
        [
            ("churn@v1.0.0", "churn@v1.0.0", SyncDirection.Fetched), ("churn#prod#2", "churn#prod#2", SyncDirection.Rebuilt),
        ]);
        team.AreInStep(bob, "churn");
        bob.Git("rev-parse", "churn#prod#2^{commit}").ShouldBe(ann.Git("rev-parse", "churn@v1.0.0^{commit}"));
    }

    [Fact]
    public async Task At_most_three_tags_go_up_in_a_push_and_all_at_once_in_bulk()
    {
        using var team = new Team();
        var pushes = team.CountPushes();
        var ann = team.Clone("ann");
        await KeepAsync(team, ann, 7, "few");
        await KeepAsync(team, ann, 4, "other");

        (await SyncAsync(ann, new SyncRequest { Names = ["few"] })).Count.ShouldBe(7);
        pushes().ShouldBe([1, 3, 3]);
        team.Remote.Tags().ShouldAllBe(tag => tag.StartsWith("few@", StringComparison.Ordinal));

        await KeepAsync(team, ann, 3, "few");
        (await SyncAsync(ann, new SyncRequest { Bulk = true })).Count.ShouldBe(7);
        pushes().ShouldBe([1, 3, 3, 7]);
        team.AreInStep(ann, "few", "other");
        ann.Git("for-each-ref", "refs/registry-push").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bulk_that_a_remote_refuses_goes_up_in_small_pushes()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        await KeepAsync(team, ann, 4, "few");
        ann.Git("update-ref", "refs/registry-push/tags/left@v9.9.9", "few@v0.0.1");
        team.Hook("pre-receive", "[ $(grep -c ' refs/tags/') -le 3 ]");

        (await SyncAsync(ann, new SyncRequest { Bulk = true })).Count.ShouldBe(4);

        team.AreInStep(ann, "few");
        team.Remote.Tags().ShouldNotContain("left@v9.9.9");
        ann.Git("for-each-ref", "refs/registry-push").ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_of_other_tools_are_not_pushed()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "one", "1.0.0", noPush: true);
        ann.Git("tag", "-a", "churn#prod#9", "-m", "by gto", "HEAD");
        ann.Git("tag", "-a", "gto-only@v1.0.0", "-m", "by gto", "HEAD");
        ann.Git("tag", "release-1");

        await SyncAsync(ann);

        team.Remote.Tags().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task A_preview_tells_what_would_move_and_moves_nothing()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.RegisterAsync(bob, "mine", "2.0.0", noPush: true);
        await team.RegisterAsync(bob, "fine", model: "fine", noPush: true);
        var before = Bytes.Tree(bob.Path);

        var report = await (await ModelRegistry.OpenAsync(bob.Path)).PreviewSyncAsync(new SyncRequest());

        report.Failures.ShouldBeEmpty();
        report.Events.Select(e => (e.Tag, e.Direction)).ShouldBe(
        [
            ("churn@v1.0.0", SyncDirection.Fetched), ("churn@v2.0.0", SyncDirection.Rebuilt),
            ("fine@v0.0.1", SyncDirection.Pushed),
        ]);
        Bytes.Tree(bob.Path).ShouldBe(before);
        team.Remote.Tags().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task Versions_in_a_local_store_do_not_travel()
    {
        using var sandbox = new Sandbox(configuration: "schema: 1\nstores:\n  - url: file:.model-store\n");
        var remote = GitFolder.CreateBare(sandbox.Folder["remote.git"]);
        sandbox.Git.Git("remote", "add", "origin", remote.Path);
        await sandbox.RegisterAsync("one", "1.0.0", r => r with { NoPush = true });

        var report = await ReportAsync(sandbox.Git);

        report.Failures.ShouldHaveSingleItem().Error.ShouldBe(ErrorCodes.NoSharedStore);
        remote.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chain_that_is_gone_from_the_remote_is_told_and_not_put_back()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "one");
        await team.RegisterAsync(ann, "two", noPush: true);
        team.Remote.Git("update-ref", "-d", "refs/registry/churn@chain");

        (await ReportAsync(ann)).Failures.ShouldHaveSingleItem().Error.ShouldBe(ErrorCodes.HistoryBroken);
        await Refused.WithAsync(ErrorCodes.HistoryBroken, () => team.RegisterAsync(ann, "three"));

        team.Remote.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
        team.Remote.Tags().ShouldBe(["churn@v0.0.1"]);
    }

    [Fact]
    public async Task Another_remote_has_a_stand_of_its_own()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        var mirror = GitFolder.CreateBare(team.Folder["mirror.git"]);
        ann.Git("remote", "add", "backup/two", mirror.Path);
        await team.RegisterAsync(ann, "one");
        await team.RegisterAsync(ann, "two");

        var events = await SyncAsync(ann, new SyncRequest { Remote = "backup/two" });

        events.Select(e => (e.Tag, e.Direction)).ShouldBe(
            [("churn@v0.0.1", SyncDirection.Pushed), ("churn@v0.0.2", SyncDirection.Pushed)]);
        mirror.Tags().ShouldBe(team.Remote.Tags());
        (await SyncAsync(ann, new SyncRequest { Remote = "backup/two" })).ShouldBeEmpty();
        (await SyncAsync(ann)).ShouldBeEmpty();
        await Refused.WithAsync(ErrorCodes.Malformed, () => SyncAsync(ann, new SyncRequest { Remote = "nope" }));
    }

    [Fact]
    public async Task A_remote_without_chains_gets_what_was_kept_once()
    {
        using var team = new Team();
        team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0", noPush: true);
        await team.AssignAsync(ann, "1.0.0", "prod", noPush: true);

        (await SyncAsync(ann)).Select(e => e.Level).ShouldAllBe(level => level == PublishLevel.TagAlone);
        (await SyncAsync(ann)).ShouldBeEmpty();
        await team.RegisterAsync(bob, "mine", "2.0.0", noPush: true);
        var events = await SyncAsync(bob);

        events.Where(e => e.Direction == SyncDirection.Rebuilt).Select(e => e.Tag).ShouldBe(["churn@v2.0.0"]);
        bob.Git("cat-file", "tag", "churn@v2.0.0").ShouldContain("\nModel-Event: 3\n");
        bob.Tags().ShouldBe(team.Remote.Tags());
    }

    [Fact]
    public async Task A_sync_that_is_killed_loses_and_doubles_nothing()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        bob.Git("config", "user.name", "Bob Builder");
        await team.RegisterAsync(ann, "first", "1.0.0");
        var worker = new WorkerProcess(team.Folder.Path);
        var kept = 0;
        var kills = new Kills(usual: 12);
        async Task PrepareAsync()
        {
            await SyncAsync(bob);
            await team.AssignAsync(bob, "1.0.0", $"mine-{kept++}", noPush: true);
            await team.AssignAsync(bob, "1.0.0", $"mine-{kept++}", noPush: true);
            await team.RegisterAsync(ann, $"hers {kept}");
        }

        await kills.RunAsync(
            output,
            usual: _ =>
            {
                PrepareAsync().GetAwaiter().GetResult();
                worker.Run("sync", bob.Path).Succeeded();
            },
            round: (i, after) =>
            {
                PrepareAsync().GetAwaiter().GetResult();
                return worker.RunAndKill(after, i % 2 == 0 ? ["sync", bob.Path] : ["sync", bob.Path, "--bulk"]);
            },
            check: async _ =>
            {
                KillTests.ForgetGitLocks(Path.Combine(bob.Path, ".git"));
                KillTests.ForgetGitLocks(team.Remote.Path);
                await SyncAsync(bob);
                team.AreInStep(bob, "churn");
                bob.Git("for-each-ref", "refs/registry-push").ShouldBeEmpty();
                var stages = bob.Tags().Where(tag => tag.Contains("#mine-", StringComparison.Ordinal))
                    .Select(tag => tag.Split('#')[1]);
                stages.Order(StringComparer.Ordinal).ShouldBe(
                    Enumerable.Range(0, kept).Select(n => $"mine-{n}").Order(StringComparer.Ordinal));
            });
    }

    private static async Task KeepAsync(Team team, GitFolder clone, int count, string model)
    {
        for (var i = 0; i < count; i++)
        {
            await team.RegisterAsync(clone, $"{model} {Guid.NewGuid()}", noPush: true, model: model);
        }
    }

    private static async Task<SyncReport> ReportAsync(GitFolder clone, SyncRequest? request = null) =>
        await (await ModelRegistry.OpenAsync(clone.Path)).SyncAsync(request ?? new SyncRequest());

    private static async Task<IReadOnlyList<SyncedEvent>> SyncAsync(GitFolder clone, SyncRequest? request = null)
    {
        var report = await ReportAsync(clone, request);
        report.Failures.ShouldBeEmpty(string.Join("\n", report.Failures.Select(e => e.Message)));
        return report.Events;
    }
}
