using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>The ledger as it is told: every event that ever was, with what became of its tag.</summary>
public sealed class GetHistoryTests
{
    [Fact]
    public async Task Events_come_newest_first_with_what_they_were_about()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.RegisterAsync("two", "1.1.0", r => r with { Message = "Better." });
        await sandbox.AssignAsync("1.0.0", "prod");

        var told = await HistoryAsync(sandbox, new HistoryQuery { Name = "churn" });

        told.Select(e => (e.Event, e.Kind, e.Version, e.Stage, e.Status)).ShouldBe(
        [
            (3, "assign", "v1.0.0", "prod", EventStatus.Present),
            (2, "register", "v1.1.0", null, EventStatus.Present),
            (1, "register", "v1.0.0", null, EventStatus.Present),
        ]);
        told[1].Message.ShouldBe("Better.");
        told[0].Author.ShouldBe("Ann Author");
        told[0].TagObject.ShouldBe(sandbox.Git.Git("rev-parse", "churn#prod#3"));
    }

    [Fact]
    public async Task Of_deleted_tags_the_chain_still_tells_everything()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0", r => r with { Message = "Ünïcode\n\n# and a hash" });
        await sandbox.AssignAsync("1.0.0", "prod");
        await sandbox.RegisterAsync("two", "1.1.0");
        var before = await HistoryAsync(sandbox, new HistoryQuery { Name = "churn" });
        sandbox.Git.Git("tag", "-d", "churn@v1.0.0", "churn#prod#2");
        sandbox.Git.Git("gc", "-q", "--prune=now");

        var told = await HistoryAsync(sandbox, new HistoryQuery { Name = "churn" });

        told.Select(e => e.Status).ShouldBe([EventStatus.Present, EventStatus.Deleted, EventStatus.Deleted]);
        told.Select(e => e with { Status = EventStatus.Present }).ShouldBe(before);
    }

    [Fact]
    public async Task A_moved_tag_is_told_as_it_was_and_as_it_is()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        sandbox.Git.Git("tag", "-d", "churn@v1.0.0");
        sandbox.Tag("churn@v1.0.0", "HEAD", 60, "Forged");

        var told = await HistoryAsync(sandbox, new HistoryQuery { Name = "churn" });

        told.Select(e => (e.Tag, e.Status, e.Event)).ShouldBe(
            [("churn@v1.0.0", EventStatus.Present, null), ("churn@v1.0.0", EventStatus.Moved, 1)]);
        told[0].Message.ShouldBe("Forged");
    }

    [Fact]
    public async Task A_model_without_any_tag_left_is_still_told_of()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        sandbox.Git.Git("tag", "-d", "churn@v1.0.0");

        foreach (var query in new[] { new HistoryQuery { Name = "churn" }, new HistoryQuery() })
        {
            (await HistoryAsync(sandbox, query)).ShouldHaveSingleItem().Status.ShouldBe(EventStatus.Deleted);
        }

        (await (await sandbox.OpenAsync()).GetModelsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stage_version_and_moment_narrow_it_down()
    {
        using var sandbox = new Sandbox();
        var commit = sandbox.Git.Git("rev-parse", "HEAD");
        sandbox.Tag("churn@v1.0.0", commit, -500);
        var second = sandbox.Git.Commit();
        sandbox.Tag("churn@v2.0.0-rc.1", second, -400);
        sandbox.Tag("churn#prod#1", commit, -300);
        sandbox.Tag("churn#prod#2", second, -200);
        sandbox.Tag("churn#prod!#3", second, -100);
        sandbox.Tag("churn@deprecated#4", second, -50);

        async Task<string[]> Tags(HistoryQuery query) =>
            [.. (await HistoryAsync(sandbox, query with { Name = "churn" })).Select(e => e.Tag)];

        (await Tags(new() { Stage = "prod" })).ShouldBe(["churn#prod!#3", "churn#prod#2", "churn#prod#1"]);
        (await Tags(new() { Version = "1.0.0" })).ShouldBe(["churn#prod#1", "churn@v1.0.0"]);
        (await Tags(new() { Version = "latest" })).ShouldBe(["churn#prod#1", "churn@v1.0.0"]);
        (await Tags(new() { Version = "2.*-*" })).ShouldBe(["churn#prod!#3", "churn#prod#2", "churn@v2.0.0-rc.1"]);
        (await Tags(new() { Version = "1.0.0", Stage = "prod" })).ShouldBe(["churn#prod#1"]);
        (await Tags(new() { AsOf = DateTimeOffset.UtcNow.AddSeconds(-250) }))
            .ShouldBe(["churn#prod#1", "churn@v2.0.0-rc.1", "churn@v1.0.0"]);
    }

    [Fact]
    public async Task A_name_version_or_stage_that_never_was_is_refused_with_the_nearest()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.AssignAsync("1.0.0", "prod");

        (await RefusedAsync(new HistoryQuery { Name = "chrn" })).ShouldContain("'churn'");
        (await RefusedAsync(new HistoryQuery { Name = "churn", Version = "1.0.1" })).ShouldContain("'v1.0.0'");
        (await RefusedAsync(new HistoryQuery { Name = "churn", Stage = "prd" })).ShouldContain("'prod'");

        async Task<string> RefusedAsync(HistoryQuery query) =>
            (await Refused.WithAsync(ErrorCodes.NotFound, () => HistoryAsync(sandbox, query))).Message;
    }

    [Fact]
    public async Task Over_all_models_the_newest_is_first()
    {
        using var sandbox = new Sandbox();
        sandbox.Tag("b@v1.0.0", "HEAD", -30);
        sandbox.Tag("a@v1.0.0", "HEAD", -20);
        sandbox.Tag("b#prod#1", "HEAD", -10);
        sandbox.Tag("c@v1.0.0", "HEAD", -5);

        var told = await HistoryAsync(sandbox, new HistoryQuery { NameMatches = name => name != "c" });

        told.Select(e => e.Tag).ShouldBe(["b#prod#1", "a@v1.0.0", "b@v1.0.0"]);
    }

    /// <summary>What a deleted registration was is needed to say what its stage was about.</summary>
    [Fact]
    public async Task What_the_remote_kept_of_a_chain_is_told_in_a_fresh_clone_once_it_was_fetched()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "one");
        await team.AssignAsync(ann, "0.0.1", "prod");
        team.Remote.Git("tag", "-d", "churn@v0.0.1", "churn#prod#2");
        var bob = team.Clone("bob");
        bob.Git("fetch", "-q", "origin", "refs/registry/*:refs/registry-remotes/origin/*");

        var told = await (await ModelRegistry.OpenAsync(bob.Path)).GetHistoryAsync(new HistoryQuery { Name = "churn" });

        told.Select(e => (e.Kind, e.Version, e.Status)).ShouldBe(
            [("assign", "v0.0.1", EventStatus.Deleted), ("register", "v0.0.1", EventStatus.Deleted)]);
    }

    [Fact]
    public async Task A_chain_that_holds_nonsense_is_passed_over()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        var commit = sandbox.Git.Git(
            "commit-tree", "HEAD^{tree}", "-p", "refs/registry/churn@chain", "-m", $"churn@v9.0.0 {new string('a', 40)}");
        sandbox.Git.Git("update-ref", "refs/registry/churn@chain", commit);

        var told = await HistoryAsync(sandbox, new HistoryQuery { Name = "churn" });

        told.ShouldHaveSingleItem().Version.ShouldBe("v1.0.0");
    }

    private static async Task<IReadOnlyList<RegistryEventInfo>> HistoryAsync(Sandbox sandbox, HistoryQuery query) =>
        await (await sandbox.OpenAsync()).GetHistoryAsync(query);
}
