using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Audit;

/// <summary>Each fault is made with real git in a registry without a remote, and is found alone.</summary>
public sealed class TagAuditTests
{
    [Fact]
    public async Task A_clean_registry_has_no_findings()
    {
        using var sandbox = await NewAsync();

        (await Support.Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_was_used_for_long_has_no_findings()
    {
        using var folder = new TempFolder();
        var git = GitFolder.Create(folder["repo"]);
        new TagGenerator(models: 20).Write(git, 2000);

        (await Support.Audit.OfAsync(git.Path)).ShouldBeEmpty();
        git.Git("tag", "-d", git.Tags().Last(tag => tag.StartsWith("model-003#", StringComparison.Ordinal)));
        (await Support.Audit.OfAsync(git.Path)).ShouldHaveSingleItem().Name.ShouldBe("model-003");
    }

    [Fact]
    public async Task A_deleted_tag_is_found()
    {
        using var sandbox = await NewAsync();
        sandbox.Git.Git("tag", "-d", "churn#prod#3");

        var finding = await SingleAsync(sandbox, RegistryProblem.TagDeleted, "churn#prod#3");

        (finding.Code, finding.Name).ShouldBe(("MLR3007", "churn"));
    }

    /// <summary>
    /// Our own writer goes on after it was warned: its next event names an older one as the one before.
    /// </summary>
    [Fact]
    public async Task A_deleted_tag_is_found_alone_after_others_followed_it()
    {
        using var sandbox = await NewAsync();
        sandbox.Git.Git("tag", "-d", "churn#prod#3");
        await sandbox.AssignAsync("1.1.0", "dev");
        await sandbox.RegisterAsync("three");

        await SingleAsync(sandbox, RegistryProblem.TagDeleted, "churn#prod#3");
    }

    [Fact]
    public async Task A_moved_tag_is_found()
    {
        using var sandbox = await NewAsync();
        sandbox.Git.Git("tag", "-d", "churn@v1.1.0");
        sandbox.Tag("churn@v1.1.0", "HEAD", 0, "Moved\n\nModel-Event: 2\n");

        await SingleAsync(sandbox, RegistryProblem.TagMoved, "churn@v1.1.0");
    }

    [Fact]
    public async Task A_tag_that_became_lightweight_is_a_moved_one()
    {
        using var sandbox = await NewAsync();
        sandbox.Git.Git("tag", "-f", "churn@v1.1.0", "HEAD");

        await SingleAsync(sandbox, RegistryProblem.TagMoved, "churn@v1.1.0");
    }

    [Fact]
    public async Task An_event_of_another_tool_that_is_dated_back_is_found()
    {
        using var sandbox = await NewAsync();
        var commit = sandbox.CommitOf("churn@v1.0.0");
        sandbox.Tag("churn#dev#1", commit, -3600);

        var finding = await SingleAsync(sandbox, RegistryProblem.BackDated, "churn#dev#1");

        finding.Message.ShouldContain("'churn@v1.0.0'");
    }

    [Fact]
    public async Task An_event_of_another_tool_that_came_in_its_time_is_none()
    {
        using var sandbox = await NewAsync();
        var commit = sandbox.CommitOf("churn@v1.0.0");
        sandbox.Tag("churn#dev#4", commit, 5);
        await sandbox.AssignAsync("1.1.0", "dev");
        sandbox.Tag("churn#qa#6", commit, 0);

        (await Support.Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_event_of_another_tool_is_found_by_the_one_that_names_it()
    {
        using var sandbox = await NewAsync();
        sandbox.Tag("churn#dev#4", sandbox.CommitOf("churn@v1.0.0"), 5);
        await sandbox.AssignAsync("1.1.0", "qa");
        sandbox.Git.Git("tag", "-d", "churn#dev#4");

        await SingleAsync(sandbox, RegistryProblem.PredecessorGone, "churn#qa#5");
    }

    [Theory]
    [InlineData("churn#dev#9", "Model-Event: 2", RegistryProblem.NumberForged)]
    [InlineData("churn#dev#9", "Model-Event: nine", RegistryProblem.NumberForged)]
    [InlineData("churn#dev#9", "Model-Event: 9", RegistryProblem.NotInChain)]
    public async Task A_forged_number_is_found(string tag, string trailer, RegistryProblem problem)
    {
        using var sandbox = await NewAsync();
        sandbox.Tag(tag, sandbox.CommitOf("churn@v1.0.0"), 10, $"Forged\n\n{trailer}\n");

        await SingleAsync(sandbox, problem, tag);
    }

    [Theory]
    [InlineData("Model-Event: 2", 20, RegistryProblem.NumberForged)]
    [InlineData("No-Number: 4", 20, RegistryProblem.NumberForged)]
    [InlineData("Model-Event: 4", -3600, RegistryProblem.BackDated)]
    [InlineData("Model-Event: 4", 20, RegistryProblem.PredecessorForged)]
    [InlineData("Model-Event: 4\nModel-Previous: {first}", 20, RegistryProblem.PredecessorForged)]
    [InlineData(
        "Model-Event: 4\nModel-Previous: "
        + "1111111111111111111111111111111111111111", 20, RegistryProblem.PredecessorGone)]
    public async Task An_event_that_was_forged_into_the_chain_is_found(
        string trailers, int seconds, RegistryProblem problem)
    {
        using var sandbox = await NewAsync();
        var first = sandbox.Git.Git("rev-parse", "churn@v1.0.0");
        var message = $"Forged\n\n{trailers.Replace("{first}", first)}\n";
        sandbox.Tag("churn#dev#4", sandbox.CommitOf("churn@v1.0.0"), seconds, message);
        Chain(sandbox, "churn#dev#4");

        await SingleAsync(sandbox, problem, "churn#dev#4");
    }

    [Fact]
    public async Task A_chain_that_was_cut_or_taken_away_is_found()
    {
        using var sandbox = await NewAsync();
        sandbox.Git.Git("update-ref", "refs/registry/churn@chain", "refs/registry/churn@chain~1");
        await SingleAsync(sandbox, RegistryProblem.NotInChain, "churn#prod#3");

        sandbox.Git.Git("update-ref", "-d", "refs/registry/churn@chain");
        await SingleAsync(sandbox, RegistryProblem.ChainMissing, null);
    }

    [Fact]
    public async Task A_commit_in_the_chain_that_names_no_event_is_found()
    {
        using var sandbox = await NewAsync();
        var commit = sandbox.Git.Git("commit-tree", "HEAD^{tree}", "-p", "refs/registry/churn@chain", "-m", "Not ours");
        sandbox.Git.Git("update-ref", "refs/registry/churn@chain", commit);

        await SingleAsync(sandbox, RegistryProblem.ChainRewound, null);
    }

    [Fact]
    public async Task Two_versions_on_one_commit_are_found()
    {
        using var sandbox = await NewAsync();
        sandbox.Tag("churn@v2.0.0", sandbox.CommitOf("churn@v1.1.0"), 10);
        sandbox.Tag("churn#dev#4", sandbox.CommitOf("churn@v1.1.0"), 11);

        var finding = await SingleAsync(sandbox, RegistryProblem.VersionsShareCommit, "churn@v2.0.0");

        finding.Message.ShouldContain("'churn@v1.1.0'");
        (await (await sandbox.OpenAsync()).GetModelAsync("churn")).Stages["dev"].ShouldBe("v2.0.0");
    }

    [Theory]
    [InlineData("churn#dev#4", "Model-Version: v1.1.0"), InlineData("churn#dev#4", "Model-Version: nonsense")]
    [InlineData("churn@v1.0.0!#4", "Model-Version: v1.1.0")]
    public async Task A_tag_that_says_another_version_than_its_own_is_found(string tag, string trailer)
    {
        using var sandbox = await NewAsync();
        sandbox.Tag(tag, sandbox.CommitOf("churn@v1.0.0"), 10, $"By hand\n\n{trailer}\n");

        await SingleAsync(sandbox, RegistryProblem.VersionDiffers, tag);
    }

    [Fact]
    public async Task Names_limit_what_is_looked_at()
    {
        using var sandbox = await NewAsync();
        sandbox.Git.Git("tag", "other@v1.0.0");
        sandbox.Git.Git("tag", "churn@v9.0.0");

        (await Support.Audit.OfAsync(sandbox.Git.Path)).Select(f => f.Name).ShouldBe(["churn", "other"]);
        await SingleAsync(
            sandbox, RegistryProblem.UnreadableTag, "other@v1.0.0", new AuditRequest { NameMatches = n => n[0] == 'o' });
        await SingleAsync(
            sandbox, RegistryProblem.UnreadableTag, "churn@v9.0.0", new AuditRequest { Name = "churn" });
        await Refused.WithAsync(
            ErrorCodes.NotFound, () => Support.Audit.OfAsync(sandbox.Git.Path, new AuditRequest { Name = "chrn" }));
    }

    internal static Task<RegistryFinding> SingleAsync(
        Sandbox sandbox, RegistryProblem problem, string? tag, AuditRequest? request = null) =>
        Support.Audit.SingleAsync(sandbox.Git.Path, problem, tag, request);

    /// <summary>Two versions and a stage, events 1 to 3.</summary>
    private static async Task<Sandbox> NewAsync([System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var sandbox = new Sandbox(test);
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.RegisterAsync("two", "1.1.0");
        await sandbox.AssignAsync("1.1.0", "prod");
        return sandbox;
    }

    /// <summary>Adds a tag to the chain, as only who knows its form can.</summary>
    private static void Chain(Sandbox sandbox, string tag)
    {
        File.WriteAllText(sandbox.Folder["tag"], sandbox.TextOf(tag));
        var blob = sandbox.Git.Git("hash-object", "-w", sandbox.Folder["tag"]);
        File.WriteAllText(sandbox.Folder["tree"], $"100644 blob {blob}\ttag\n");
        var tree = Command.Run(
            sandbox.Git.Path, "sh", "-c", $"git mktree < '{sandbox.Folder["tree"]}'").Succeeded().Output.Trim();
        var commit = sandbox.Git.Git(
            "commit-tree", tree, "-p", "refs/registry/churn@chain", "-m", $"{tag} {sandbox.Git.Git("rev-parse", tag)}");
        sandbox.Git.Git("update-ref", "refs/registry/churn@chain", commit);
    }
}
