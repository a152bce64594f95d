using Registry.Tests.Support;

namespace Registry.Tests.Pins;

/// <summary>Pins and a lock file held against a registry as it is now.</summary>
public sealed class PinReviewTests
{
    private static readonly ModelPin s_prod = new() { Name = "churn", Stage = "prod", SourceFile = "/p/App.csproj", SourceLine = 12 };

    [Fact]
    public async Task A_stage_that_moved_on_the_remote_has_drifted_and_the_clone_stays_as_it_was()
    {
        using var team = new Team();
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        await team.RegisterAsync(ann, "one", "1.0.0");
        await team.RegisterAsync(ann, "two", "2.0.0");
        await team.AssignAsync(ann, "1.0.0", "prod");
        await RestoreAsync(team.Folder, ann.Path, s_prod);
        var refs = ann.Git("for-each-ref");
        await team.AssignAsync(bob, "2.0.0", "prod", fetch: true);

        var local = await ReviewAsync(team.Folder, ann.Path, s_prod);
        var asked = await ReviewAsync(team.Folder, ann.Path, s_prod, askRemote: true);

        (local.Locked, local.Wanted, local.HasDrifted).ShouldBe(("v1.0.0", "v1.0.0", false));
        (asked.Locked, asked.Wanted, asked.Newest, asked.HasDrifted).ShouldBe(("v1.0.0", "v2.0.0", "v2.0.0", true));
        var drift = asked.Findings.Single();
        (drift.Code, drift.IsError, drift.File, drift.Line).ShouldBe((ErrorCodes.Drift, false, "/p/App.csproj", 12));
        drift.Text.ShouldContain("'churn#prod#4'");
        drift.Text.ShouldContain("Sync-MLRegistry");
        ann.Git("for-each-ref").ShouldBe(refs);

        // What this clone has not pushed yet counts as well.
        await team.AssignAsync(ann, "1.0.0", "next", noPush: true);
        await RestoreAsync(team.Folder, ann.Path, s_prod with { Stage = "next" });
        (await ReviewAsync(team.Folder, ann.Path, s_prod with { Stage = "next" }, askRemote: true)).HasDrifted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_that_nobody_holds_any_more_has_drifted()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0", request => request with { Stage = "prod" });
        await RestoreAsync(sandbox.Folder, sandbox.Git.Path, s_prod);
        await (await sandbox.OpenAsync()).UnassignAsync(new UnassignRequest { Name = "churn", Stage = "prod" });

        var reviewed = await ReviewAsync(sandbox.Folder, sandbox.Git.Path, s_prod);

        (reviewed.Wanted, reviewed.HasDrifted).ShouldBe((null, true));
        reviewed.Findings.Single().Text.ShouldContain("no version holds it now");
    }

    [Fact]
    public async Task An_erased_version_a_rewritten_tag_and_a_lost_model_are_told_each_by_its_code()
    {
        using var sandbox = new Sandbox();
        var pin = new ModelPin { Name = "churn", Version = "1.*" };
        await sandbox.RegisterAsync("one", "1.0.0");
        await RestoreAsync(sandbox.Folder, sandbox.Git.Path, pin);
        var commit = sandbox.CommitOf("churn@v1.0.0");
        sandbox.Tag("churn+erased#2", commit, 5, "Erased\n\nModel-Version: v1.0.0\n");

        var erased = await ReviewAsync(sandbox.Folder, sandbox.Git.Path, pin);
        sandbox.Git.Git("tag", "-f", "-a", "-m", "rewritten", "churn@v1.0.0", commit);
        var rewritten = await ReviewAsync(sandbox.Folder, sandbox.Git.Path, pin);
        sandbox.Git.Git("tag", "-d", "churn@v1.0.0", "churn+erased#2");
        var lost = await ReviewAsync(sandbox.Folder, sandbox.Git.Path, pin);

        (erased.Findings.Single().Code, erased.Findings.Single().IsError).ShouldBe((ErrorCodes.Erased, false));
        rewritten.Findings.ShouldContain(finding => finding.Code == ErrorCodes.HistoryBroken && finding.IsError);
        (lost.Findings.Single().Code, lost.Findings.Single().IsError).ShouldBe((ErrorCodes.NotFound, true));
    }

    private static Task<IReadOnlyList<RestoredModel>> RestoreAsync(TempFolder folder, string registry, ModelPin pin) =>
        ModelRegistry.RestoreAsync(new RestoreRequest
        {
            Pins = [pin],
            LockFile = folder["project/models.lock.json"],
            Destination = folder["project/obj"],
            Registry = registry,
            BaseDirectory = folder.CreateFolder("project"),
        });

    private static async Task<ReviewedPin> ReviewAsync(
        TempFolder folder, string registry, ModelPin pin, bool askRemote = false) =>
        (await ModelRegistry.ReviewAsync(new ReviewRequest
        {
            Pins = [pin],
            LockFile = folder["project/models.lock.json"],
            Registry = registry,
            BaseDirectory = folder["project"],
            AskRemote = askRemote,
        })).Single();
}
