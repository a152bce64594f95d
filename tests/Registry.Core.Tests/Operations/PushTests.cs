using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>Events and a remote that takes them, one way or another.</summary>
public sealed class PushTests
{
    [Fact]
    public async Task Tag_and_chain_arrive_together()
    {
        using var team = new Team();
        var ann = team.Clone("ann");

        await team.RegisterAsync(ann, "one");
        await team.AssignAsync(ann, "0.0.1", "prod");

        team.Remote.Tags().ShouldBe(["churn#prod#2", "churn@v0.0.1"]);
        team.Chain().ShouldBe(["churn@v0.0.1", "churn#prod#2"]);
        foreach (var name in new[] { "refs/tags/churn@v0.0.1", "refs/tags/churn#prod#2", "refs/registry/churn@chain" })
        {
            ann.Git("rev-parse", name).ShouldBe(team.Remote.Git("rev-parse", name));
        }
    }

    [Fact]
    public async Task Another_clone_sees_the_events_and_continues_after_them()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one");

        (await team.RegisterAsync(bob, "two")).Version.ShouldBe("v0.0.2");
        (await team.RegisterAsync(bob, "one")).Version.ShouldBe("v0.0.1");
        (await team.AssignAsync(ann, "0.0.2", "prod")).Event.ShouldBe(3);

        team.Chain().ShouldBe(["churn@v0.0.1", "churn@v0.0.2", "churn#prod#3"]);
    }

    [Fact]
    public async Task The_second_of_two_clones_with_one_version_is_refused_and_keeps_no_tag()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");

        await Refused.WithAsync(ErrorCodes.VersionExists, () => team.RegisterAsync(bob, "two", "1.0.0"));

        bob.Git("rev-parse", "churn@v1.0.0").ShouldBe(ann.Git("rev-parse", "churn@v1.0.0"));
        team.Chain().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task A_tag_of_a_tool_that_knows_no_chain_is_told_when_it_came_in_between()
    {
        using var team = new Team();
        var (ann, recorder) = (team.Clone("ann"), new Recorder());
        team.Hook(
            "post-receive",
            "c=$(git -c user.name=Gto -c user.email=g@example.org commit-tree -m elsewhere main^{tree}); "
            + "git -c user.name=Gto -c user.email=g@example.org tag -a -m foreign churn@v7.0.0 $c 2>/dev/null || true");

        (await team.RegisterAsync(ann, "one", sink: recorder)).Version.ShouldBe("v0.0.1");

        recorder.Warnings.ShouldHaveSingleItem().Text.ShouldContain("'churn@v7.0.0' by Gto came in while 'churn@v0.0.1' was written");
        (await team.RegisterAsync(ann, "two")).Version.ShouldBe("v7.0.1");
    }

    [Fact]
    public async Task A_remote_that_refuses_chain_refs_gets_the_tag_alone()
    {
        using var team = new Team();
        team.Hook("update", "case \"$1\" in refs/registry/*) echo 'refs/registry is not for you' >&2; exit 1;; esac");
        var (ann, recorder) = (team.Clone("ann"), new Recorder());

        await team.RegisterAsync(ann, "one", sink: recorder);
        (await team.RegisterAsync(ann, "two")).Version.ShouldBe("v0.0.2");

        team.Remote.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        team.Remote.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
        ann.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        recorder.Messages.ShouldContain(m => m.Text.Contains("takes no chain refs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_remote_that_hides_chain_refs_gets_the_tag_alone()
    {
        using var team = new Team();
        team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));

        await team.RegisterAsync(ann, "one");
        (await team.RegisterAsync(bob, "two")).Version.ShouldBe("v0.0.2");

        team.Remote.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        team.Remote.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_chain_is_required_a_remote_that_refuses_it_is_an_error()
    {
        using var team = new Team(configuration: "chain: required\n");
        team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        var ann = team.Clone("ann");

        await Refused.WithAsync(ErrorCodes.GitFailed, () => team.RegisterAsync(ann, "one"));

        team.Remote.Tags().ShouldBeEmpty();
        ann.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_chain_is_required_a_remote_that_cannot_push_atomically_is_an_error()
    {
        using var team = new Team(configuration: "chain: required\n");
        var ann = team.Clone("ann");
        (await team.RegisterAsync(ann, "one")).Level.ShouldBe(PublishLevel.Atomic);
        team.Remote.Git("config", "receive.advertiseAtomic", "false");

        var e = await Refused.WithAsync(ErrorCodes.GitFailed, () => team.RegisterAsync(ann, "two"));

        e.Message.ShouldContain("chain: required");
        team.Remote.Tags().ShouldBe(["churn@v0.0.1"]);
        team.Chain().ShouldBe(["churn@v0.0.1"]);
        ann.Tags().ShouldBe(["churn@v0.0.1"]);
    }

    [Theory]
    [InlineData("pre-receive", "echo 'frozen until monday' >&2; exit 1")]
    [InlineData("update", "echo 'frozen until monday' >&2; exit 1")]
    public async Task A_remote_that_refuses_everything_leaves_no_name_anywhere(string hook, string script)
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        team.Hook(hook, script);

        var e = await Refused.WithAsync(ErrorCodes.GitFailed, () => team.RegisterAsync(ann, "one"));

        e.Message.ShouldContain("frozen until monday");
        ann.Tags().ShouldBeEmpty();
        ann.Git("for-each-ref", "refs/registry", "refs/registry-remotes").ShouldBeEmpty();
        team.Remote.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_remote_that_is_gone_leaves_no_name()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        Directory.Delete(team.Remote.Path, recursive: true);

        await Refused.WithAsync(ErrorCodes.GitFailed, () => team.RegisterAsync(ann, "one"));

        ann.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_remote_that_cannot_push_atomically_gets_the_chain_and_then_the_tag()
    {
        using var team = new Team();
        team.Remote.Git("config", "receive.advertiseAtomic", "false");
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));

        await team.RegisterAsync(ann, "one");
        (await team.RegisterAsync(bob, "two")).Version.ShouldBe("v0.0.2");

        team.Chain().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        team.Remote.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
    }

    [Fact]
    public async Task What_was_kept_local_goes_out_with_the_next_event()
    {
        using var team = new Team();
        var ann = team.Clone("ann");
        for (var i = 1; i <= 4; i++)
        {
            await team.RegisterAsync(ann, $"local {i}", noPush: true);
        }

        team.Remote.Tags().ShouldBeEmpty();
        await team.AssignAsync(ann, "0.0.2", "prod");

        team.Remote.Tags().ShouldBe(ann.Tags());
        team.Chain().ShouldBe(["churn@v0.0.1", "churn@v0.0.2", "churn@v0.0.3", "churn@v0.0.4", "churn#prod#5"]);
    }

    [Fact]
    public async Task What_was_kept_local_is_told_when_the_remote_has_moved_on()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "local", "1.0.0", noPush: true);
        await team.RegisterAsync(bob, "shared", "2.0.0");

        var e = await Refused.WithAsync(ErrorCodes.RemoteMovedOn, () => team.RegisterAsync(ann, "next"));

        e.Message.ShouldContain("'churn@v1.0.0'");
        team.Chain().ShouldBe(["churn@v2.0.0"]);
    }

    [Fact]
    public async Task A_tag_that_was_moved_on_the_remote_is_not_adopted()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.RegisterAsync(bob, "two", "2.0.0");
        var before = ann.Git("rev-parse", "churn@v1.0.0");
        team.Remote.Git(
            "-c", "user.name=Eve", "-c", "user.email=eve@example.org", "tag", "-f", "-a", "churn@v1.0.0", "-m", "moved",
            "main");

        var e = await Refused.WithAsync(ErrorCodes.HistoryBroken, () => team.RegisterAsync(ann, "three"));

        e.Message.ShouldContain("refs/registry/churn@chain");
        ann.Git("rev-parse", "churn@v1.0.0").ShouldBe(before);
    }

    [Fact]
    public async Task A_gto_event_on_the_remote_counts_before_ours()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one");
        bob.Git("fetch", "-q", "--tags");
        bob.Git("tag", "-a", "churn#prod#7", "-m", "by gto", "churn@v0.0.1^{commit}");
        bob.Git("push", "-q", "origin", "churn#prod#7");

        (await team.RegisterAsync(ann, "two")).Version.ShouldBe("v0.0.2");
        (await team.AssignAsync(ann, "0.0.2", "prod")).Tag.ShouldBe("churn#prod#9");
    }

    [Fact]
    public async Task Declared_stages_are_those_of_the_remotes_default_branch()
    {
        using var team = new Team(configuration: "stages: [dev, prod]\n");
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "one", "1.0.0");
        File.AppendAllText(Path.Combine(ann.Path, "registry.yaml"), "\n");
        var mine = File.ReadAllText(Path.Combine(ann.Path, "registry.yaml"))
            .Replace("[dev, prod]", "[mine]", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(ann.Path, "registry.yaml"), mine);

        await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => team.AssignAsync(ann, "1.0.0", "mine"));
        (await team.AssignAsync(ann, "1.0.0", "prod")).Tag.ShouldBe("churn#prod#2");
    }

    [Fact]
    public async Task A_commit_that_no_branch_of_the_remote_has_is_warned_about()
    {
        using var team = new Team();
        var (ann, recorder, quiet) = (team.Clone("ann"), new Recorder(), new Recorder());
        await team.RegisterAsync(ann, "pushed", sink: quiet);
        var commit = ann.Commit();

        await team.RegisterAsync(ann, "unpushed", sink: recorder);

        quiet.Warnings.ShouldBeEmpty();
        recorder.Warnings.Single().Text.ShouldContain(commit[..12]);
        team.Remote.Git("cat-file", "-t", commit).ShouldBe("commit");
    }

    [Fact]
    public async Task Passwords_in_a_remotes_url_are_never_shown()
    {
        using var sandbox = new Sandbox();
        sandbox.Git.Git("remote", "add", "origin", "http://user:s3cr3t@127.0.0.1:1/x.git");

        var e = await Refused.WithAsync(ErrorCodes.GitFailed, () => sandbox.RegisterAsync("one"));
        var info = await (await sandbox.OpenAsync()).GetInfoAsync();

        e.Message.ShouldNotContain("s3cr3t");
        e.ToString().ShouldNotContain("s3cr3t");
        info.Remote.ShouldBe("http://127.0.0.1:1/x.git");
        sandbox.Git.Tags().ShouldBeEmpty();
    }
}
