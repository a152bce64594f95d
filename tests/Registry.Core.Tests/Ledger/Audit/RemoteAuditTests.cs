using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Audit;

/// <summary>What a clone can tell of its remote, and the remote of itself.</summary>
public sealed class RemoteAuditTests
{
    [Fact]
    public async Task All_clones_of_a_clean_remote_and_the_remote_itself_have_no_findings()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        var bob = team.Clone("bob");
        await team.AssignAsync(bob, "0.0.1", "dev");
        Command.Run(team.Folder.Path, "git", "clone", "-q", "--mirror", team.Remote.Path, "mirror.git").Succeeded();
        Command.Run(team.Folder.Path, "git", "clone", "-q", "--bare", team.Remote.Path, "bare.git").Succeeded();
        var carl = team.Clone("carl");
        string[] all =
        [
            ann.Path, bob.Path, carl.Path, team.Remote.Path, team.Folder["mirror.git"], team.Folder["bare.git"],
        ];

        foreach (var path in all)
        {
            (await Support.Audit.OfAsync(path)).ShouldBeEmpty(path);
            (await Support.Audit.OfAsync(path, new AuditRequest { Offline = true })).ShouldBeEmpty(path);
            (await Support.Audit.OfAsync(path, new AuditRequest { Name = "churn" })).ShouldBeEmpty(path);
        }
    }

    /// <summary>A clone that fetched tags alone, a chain that lags behind, and events that were never pushed.</summary>
    [Fact]
    public async Task What_was_kept_local_or_not_yet_fetched_is_no_finding()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        var bob = team.Clone("bob");
        await team.RegisterAsync(bob, "bobs", noPush: true);
        await team.AssignAsync(bob, "0.0.1", "dev", noPush: true);
        bob.Git("tag", "-a", "other@v1.0.0", "-m", "not pushed yet");
        await team.AssignAsync(ann, "0.0.1", "qa");
        var carl = team.Clone("carl");
        await team.AssignAsync(ann, "0.0.2", "qa");
        carl.Git("fetch", "-q", "--tags");
        bob.Git("fetch", "-q", "--tags");

        foreach (var clone in new[] { ann, bob, carl })
        {
            (await Support.Audit.OfAsync(clone.Path)).ShouldBeEmpty(clone.Path);
            (await Support.Audit.OfAsync(clone.Path, new AuditRequest { Offline = true })).ShouldBeEmpty(clone.Path);
        }
    }

    [Fact]
    public async Task A_host_that_takes_no_chains_is_no_finding()
    {
        using var team = new Team();
        team.Hook("update", "case \"$1\" in refs/registry/*) echo 'prohibited' >&2; exit 1;; esac");
        var ann = await NewAsync(team);
        var bob = team.Clone("bob");
        await team.AssignAsync(bob, "0.0.1", "dev");
        ann.Git("fetch", "-q", "--tags");

        foreach (var clone in new[] { ann, bob, team.Clone("carl") })
        {
            (await Support.Audit.OfAsync(clone.Path)).ShouldBeEmpty(clone.Path);
        }
    }

    [Fact]
    public async Task A_tag_that_was_deleted_on_the_remote_is_found_from_every_clone()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        team.Remote.Git("tag", "-d", "churn#prod#3");
        var bob = team.Clone("bob");

        var finding = await Support.Audit.SingleAsync(ann.Path, RegistryProblem.MissingOnRemote, "churn#prod#3");
        finding.Message.ShouldContain("git push origin");
        await Support.Audit.SingleAsync(bob.Path, RegistryProblem.MissingOnRemote, "churn#prod#3");
        await Support.Audit.SingleAsync(team.Remote.Path, RegistryProblem.TagDeleted, "churn#prod#3");
        (await Support.Audit.OfAsync(ann.Path, new AuditRequest { Offline = true })).ShouldBeEmpty();
        bob.Tags().ShouldNotContain("churn#prod#3");
        bob.Git("for-each-ref", "refs/registry-remote", "refs/registry").ShouldBeEmpty("asking left refs behind");
    }

    [Fact]
    public async Task A_tag_that_was_deleted_here_is_found_and_can_be_fetched_again()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        ann.Git("tag", "-d", "churn#prod#3");

        var finding = await Support.Audit.SingleAsync(ann.Path, RegistryProblem.TagDeleted, "churn#prod#3");

        finding.Message.ShouldContain("fetch it from there");
    }

    [Fact]
    public async Task A_tag_that_was_moved_on_the_remote_is_found()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        var seed = team.Clone("seed2");
        seed.Git("tag", "-f", "-a", "churn@v0.0.1", "-m", "moved", "HEAD");
        seed.Git("push", "-q", "-f", "origin", "churn@v0.0.1");

        await Support.Audit.SingleAsync(ann.Path, RegistryProblem.DiffersOnRemote, "churn@v0.0.1");
        await Support.Audit.SingleAsync(team.Remote.Path, RegistryProblem.TagMoved, "churn@v0.0.1");
    }

    [Fact]
    public async Task An_event_kept_local_under_a_name_that_the_remote_has_since_is_no_finding()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        var bob = team.Clone("bob");
        await (await ModelRegistry.OpenAsync(bob.Path)).SyncAsync(new SyncRequest());
        await team.AssignAsync(bob, "0.0.1", "dev", noPush: true);
        await team.AssignAsync(ann, "0.0.2", "dev");

        (await Support.Audit.OfAsync(bob.Path)).ShouldBeEmpty();
        bob.Git("fetch", "-q", "origin", "refs/registry/*:refs/registry-remotes/origin/*");
        (await Support.Audit.OfAsync(bob.Path)).ShouldBeEmpty();

        ann.Git("tag", "-f", "-a", "churn#dev#4", "-m", "moved", "churn@v0.0.1^{}");
        ann.Git("push", "-q", "-f", "origin", "churn#dev#4");
        await Support.Audit.SingleAsync(bob.Path, RegistryProblem.DiffersOnRemote, "churn#dev#4");
    }

    [Fact]
    public async Task A_tag_of_another_tool_that_differs_on_the_remote_is_found()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        ann.Git("tag", "-a", "other@v1.0.0", "-m", "mine");
        var bob = team.Clone("bob");
        bob.Git("tag", "-a", "other@v1.0.0", "-m", "theirs");
        bob.Git("push", "-q", "origin", "other@v1.0.0");

        await Support.Audit.SingleAsync(ann.Path, RegistryProblem.DiffersOnRemote, "other@v1.0.0");
    }

    [Fact]
    public async Task A_chain_that_was_rewound_with_its_tags_on_the_remote_is_found_by_who_knew_it()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        team.Remote.Git("tag", "-d", "churn#prod#3");
        team.Remote.Git("update-ref", "refs/registry/churn@chain", "refs/registry/churn@chain~1");

        var finding = await Support.Audit.SingleAsync(ann.Path, RegistryProblem.ChainRewound, null);

        finding.Message.ShouldContain("'churn#prod#3'");
        (await Support.Audit.OfAsync(team.Remote.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chain_that_was_deleted_on_the_remote_is_found()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        var path = team.Folder.Write("models/other/weights.bin", "other");
        await (await ModelRegistry.OpenAsync(ann.Path)).RegisterAsync(
            new RegisterRequest { Name = "other", Path = path });
        team.Remote.Git("update-ref", "-d", "refs/registry/churn@chain");

        await Support.Audit.SingleAsync(ann.Path, RegistryProblem.ChainMissing, null);
        await Support.Audit.SingleAsync(team.Clone("bob").Path, RegistryProblem.ChainMissing, null);
        await Support.Audit.SingleAsync(team.Remote.Path, RegistryProblem.ChainMissing, null);
    }

    [Fact]
    public async Task A_remote_that_cannot_be_asked_is_an_error_unless_it_is_not_to_be_asked()
    {
        using var team = new Team();
        var ann = await NewAsync(team);
        Directory.Move(team.Remote.Path, team.Folder["away.git"]);

        (await Support.Audit.OfAsync(ann.Path, new AuditRequest { Offline = true })).ShouldBeEmpty();
        var refused = await Refused.WithAsync(ErrorCodes.GitFailed, () => Support.Audit.OfAsync(ann.Path));
        refused.Message.ShouldContain("-Offline");
    }

    /// <summary>A clone of which the remote has two versions and a stage, events 1 to 3.</summary>
    private static async Task<GitFolder> NewAsync(Team team)
    {
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "one");
        await team.RegisterAsync(ann, "two");
        await team.AssignAsync(ann, "0.0.2", "prod");
        return ann;
    }
}
