using Registry.Tests.Remotes;
using Registry.Tests.Support;

namespace Registry.Tests.Operations.Retention;

/// <summary>Retention of a registry that a team shares: the remote decides, not what one clone knows.</summary>
public sealed class SharedRetentionTests
{
    private const string Policy = "retention:\n  grace: 2d\n  rules:\n    - keepLast: 1\n";

    [Fact]
    public async Task What_others_wrote_meanwhile_counts_and_what_is_erased_is_erased_for_all()
    {
        using var team = new Team(configuration: Policy);
        var (ann, bob) = (team.Clone("ann"), team.Clone("bob"));
        foreach (var version in new[] { "1.0.0", "2.0.0", "3.0.0" })
        {
            await team.RegisterAsync(ann, version, version);
        }

        await team.AssignAsync(bob, "1.0.0", "prod", fetch: true);
        await team.RegisterAsync(bob, "other", "1.0.0", model: "other");

        var report = await RetainAsync(ann);

        report.Failures.ShouldBeEmpty();
        report.Versions.Select(v => $"{v} {v.Verdict} {v.Rule.Split(':')[0]} {v.Tag} {v.Level}").ShouldBe(
        [
            "churn@v3.0.0 Kept rule '1' (keepLast 1)  ", "churn@v2.0.0 Erase rule '1' (keepLast 1) churn+erased#5 Atomic",
            "churn@v1.0.0 Kept holds 'prod'  ", "other@v1.0.0 Kept rule '1' (keepLast 1)  ",
        ]);
        report.Stores.ShouldHaveSingleItem().Condemned.ShouldBe(2);
        team.Chain()[^1].ShouldBe("churn+erased#5");
        ann.Tags().ShouldBe(team.Remote.Tags());
        bob.Git("fetch", "-q", "--tags");
        (await Should.ThrowAsync<RegistryException>(async () => await (await ModelRegistry.OpenAsync(bob.Path)).ResolveAsync(
            "churn@v2.0.0"))).Code.ShouldBe("MLR1203");
        (await Should.ThrowAsync<RegistryException>(async () => await (await ModelRegistry.OpenAsync(
            new Uri(team.Remote.Path).AbsoluteUri)).ResolveAsync("churn@v2.0.0"))).Code.ShouldBe("MLR1203");
    }

    [Fact]
    public async Task Without_the_remote_nothing_is_given_up()
    {
        using var team = new Team(configuration: Policy);
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "1.0.0", "1.0.0");
        await team.RegisterAsync(ann, "2.0.0", "2.0.0");
        Directory.Move(team.Remote.Path, team.Remote.Path + ".away");

        (await Should.ThrowAsync<RegistryException>(() => RetainAsync(ann))).Code.ShouldBe("MLR1102");

        ann.Tags().ShouldBe(["churn@v1.0.0", "churn@v2.0.0"]);
        Directory.Exists(team.Folder["store/tombstones"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_rewound_remote_stops_it_too()
    {
        using var team = new Team(configuration: Policy);
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "1.0.0", "1.0.0");
        await team.RegisterAsync(ann, "2.0.0", "2.0.0");
        team.Remote.Git("-c", "user.name=Eve", "-c", "user.email=eve@example.org", "tag", "-f", "-a", "-m", "forged", "churn@v1.0.0", "main");

        (await Should.ThrowAsync<RegistryException>(() => RetainAsync(ann))).Code.ShouldBe("MLR3007");

        Directory.Exists(team.Folder["store/tombstones"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_version_kept_local_keeps_its_bytes()
    {
        using var team = new Team(configuration: Policy);
        var ann = team.Clone("ann");
        await team.RegisterAsync(ann, "1.0.0", "1.0.0");
        await team.RegisterAsync(ann, "local", "1.0.0", noPush: true, model: "mine");
        RetentionSteps.Age(team.Folder["store"], 5);

        var report = await RetainAsync(ann);

        report.Stores.ShouldHaveSingleItem().Condemned.ShouldBe(0);
        team.Remote.Tags().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task By_URL_it_works_the_same()
    {
        using var hosted = new Hosted(more: Policy);
        hosted.TrustStore();
        Identity.Set();
        using var server = Servers.Http(hosted.Folder, new GitHttpOptions());
        var registry = await ModelRegistry.OpenAsync(server.Url("models.git"));
        foreach (var text in new[] { "one", "two" })
        {
            hosted.Folder.Write("model.bin", text);
            await registry.RegisterAsync(new RegisterRequest { Name = "churn", Path = hosted.Folder["model.bin"], Bump = VersionBump.Major });
        }

        var report = await registry.RetainAsync(new RetentionRequest());

        report.Failures.ShouldBeEmpty();
        report.Versions.Select(v => v.Verdict).ShouldBe([RetentionVerdict.Kept, RetentionVerdict.Erase]);
        report.Stores.ShouldHaveSingleItem().Condemned.ShouldBe(2);
        hosted.Bare.Tags().ShouldContain("churn+erased#3");
    }

    private static async Task<RetentionReport> RetainAsync(GitFolder clone) =>
        await (await ModelRegistry.OpenAsync(clone.Path)).RetainAsync(new RetentionRequest());
}
