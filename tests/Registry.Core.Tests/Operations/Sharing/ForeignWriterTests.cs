using Registry.Git;
using Registry.Tests.Support;

namespace Registry.Tests.Operations.Sharing;

/// <summary>A tool without numbers that writes at the very moment of ours.</summary>
public sealed class ForeignWriterTests
{
    private const string Gto = "git -c user.name=Gto -c user.email=g@example.org";

    [Theory]
    [InlineData("whole"), InlineData("hidden")]
    public async Task A_version_on_the_commit_of_anothers_moves_to_a_commit_of_its_own(string kind)
    {
        using var team = new Team($"mend-{kind}");
        if (kind == "hidden")
        {
            team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        }

        var (ann, recorder) = (team.Clone("ann"), new Recorder());
        team.Hook("post-receive", $"{Gto} tag -a -m foreign churn@v7.0.0 main 2>/dev/null || true");

        var version = await team.RegisterAsync(ann, "one", "1.0.0", sink: recorder);
        var change = await team.AssignAsync(ann, "1.0.1", "prod");

        version.Version.ShouldBe("v1.0.1");
        version.Commit.ShouldBe(ann.Git("rev-parse", "main"));
        recorder.Warnings.ShouldContain(w => w.Text.Contains("yours is 'v1.0.1' now", StringComparison.Ordinal));
        team.Remote.Tags().ShouldBe(
            ["churn#prod#4", "churn@v1.0.0", "churn@v1.0.0!#3", "churn@v1.0.1", "churn@v7.0.0"], ignoreOrder: true);
        change.Event.ShouldBe(4);
        CommitOf("churn@v1.0.0").ShouldBe(CommitOf("churn@v7.0.0"));
        CommitOf("churn#prod#4").ShouldBe(CommitOf("churn@v1.0.1"));
        CommitOf("churn@v1.0.1").ShouldNotBe(CommitOf("churn@v7.0.0"));
        var versions = await (await ModelRegistry.OpenAsync(ann.Path))
            .GetVersionsAsync("churn", new VersionQuery()).ToListAsync();
        versions.Select(v => (v.Version, v.Manifest)).ShouldBe([("v7.0.0", null), ("v1.0.1", version.Manifest)]);
        (await team.RegisterAsync(ann, "one", "1.0.1")).Version.ShouldBe("v1.0.1");
        string CommitOf(string tag) => team.Remote.Git("rev-parse", tag + "^{commit}");
    }

    [Fact]
    public async Task A_stage_given_along_goes_to_the_version_that_moved()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        team.Hook("post-receive", $"{Gto} tag -a -m foreign churn@v7.0.0 main 2>/dev/null || true");

        var version = await (await ModelRegistry.OpenAsync(ann.Path)).RegisterAsync(
            new RegisterRequest { Name = "churn", Path = team.Folder.Write("m/w.bin", "w"), Stage = "prod" });

        (version.Version, version.Stages.ShouldHaveSingleItem()).ShouldBe(("v0.0.2", "prod"));
        team.Chain().ShouldBe(["churn@v0.0.1", "churn@v0.0.2", "churn@v0.0.1!#3", "churn#prod#4"]);
    }

    [Fact]
    public async Task A_version_that_was_there_before_needs_no_mending()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        team.Remote.Git("-c", "user.name=Gto", "-c", "user.email=g@example.org", "tag", "-a", "-m", "x", "churn@v7.0.0", "main");

        (await team.RegisterAsync(ann, "one")).Version.ShouldBe("v7.0.1");

        team.Remote.Tags().ShouldBe(["churn@v7.0.0", "churn@v7.0.1"]);
    }

    [Fact]
    public async Task Of_two_writers_without_a_chain_the_later_takes_its_event_back()
    {
        using var team = new Team();
        team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        var (ann, bob, recorder) = (team.Clone("ann"), team.Clone("bob"), new Recorder());
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.AssignAsync(bob, "1.0.0", "dev", noPush: true, fetch: true);
        var early = await RivalAsync(team, bob, "churn#early#2", "2020-01-01T00:00:00Z");

        var change = await team.AssignAsync(ann, "1.0.0", "prod", sink: recorder);

        change.Tag.ShouldBe("churn#prod#3");
        recorder.Messages.ShouldContain(m => m.Text.Contains("'churn#prod#2', which was taken back", StringComparison.Ordinal));
        team.Remote.Tags().ShouldBe([early, "churn#prod#3", "churn@v1.0.0"]);
        change.Level.ShouldBe(PublishLevel.TagAlone);
    }

    [Fact]
    public async Task A_host_that_lets_no_tag_be_taken_back_keeps_both_and_says_so()
    {
        using var team = new Team();
        team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        team.Hook("update", "case \"$3\" in 0000000000*) echo 'tags stay' >&2; exit 1;; esac");
        var (ann, bob, recorder) = (team.Clone("ann"), team.Clone("bob"), new Recorder());
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.AssignAsync(bob, "1.0.0", "dev", noPush: true, fetch: true);
        await RivalAsync(team, bob, "churn#early#2", "2020-01-01T00:00:00Z");

        (await team.AssignAsync(ann, "1.0.0", "prod", sink: recorder)).Tag.ShouldBe("churn#prod#2");

        var warning = recorder.Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe(ErrorCodes.HistoryBroken);
        warning.Text.ShouldContain("'churn#early#2' by Ann Author was as fast");
        (await team.AssignAsync(ann, "1.0.0", "dev")).Tag.ShouldBe("churn#dev#3");
    }

    [Fact]
    public async Task A_tag_that_was_fetched_before_it_was_taken_back_goes_here_too()
    {
        using var team = new Team();
        team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.AssignAsync(bob, "1.0.0", "dev", noPush: true, fetch: true);
        var momentary = bob.Git("rev-parse", "churn#dev#2");
        ann.Git("fetch", "-q", bob.Path, "refs/tags/churn#dev#2:refs/tags/churn#dev#2");
        await RivalAsync(team, bob, "churn#early#2", "2020-01-01T00:00:00Z", atOnce: true);
        bob.Git("push", "-q", "origin", "refs/tags/churn#early#2");

        (await team.AssignAsync(ann, "1.0.0", "prod")).Tag.ShouldBe("churn#prod#3");

        momentary.ShouldNotBeEmpty();
        ann.Tags().ShouldBe(team.Remote.Tags());
    }

    /// <summary>
    /// An event of ours with the number 2 that reaches the remote right after the next push, or that is only made.
    /// </summary>
    private static async Task<string> RivalAsync(
        Team team, GitFolder clone, string tag, string date, bool atOnce = false)
    {
        var commit = clone.Git("rev-parse", "churn@v1.0.0^{commit}");
        var seconds = DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var git = await GitRepository.DiscoverAsync(clone.Path, CancellationToken.None);
        var objects = new ObjectBatch(40);
        var id = objects.AddTag(
            $"object {commit}\ntype commit\ntag {tag}\ntagger Ann Author <ann@example.org> {seconds} +0000\n\n"
            + $"Assigning stage early to artifact churn version v1.0.0\n\nModel-Event: 2\nModel-Version: v1.0.0\n");
        await git.WriteAsync(objects, CancellationToken.None);
        clone.Git("update-ref", $"refs/tags/{tag}", id.Hex);
        if (!atOnce)
        {
            clone.Git("push", "-q", "origin", $"{id}:refs/rivals/1");
            team.Hook("post-receive", $"git update-ref 'refs/tags/{tag}' {id} ''  2>/dev/null || true");
        }

        return tag;
    }
}
