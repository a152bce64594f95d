using Registry.Testing;
using TaskItem = Microsoft.Build.Utilities.TaskItem;

namespace Registry.MSBuild.Tests;

public sealed class ListTests(PackageFeed feed)
{
    private const string List = "ListModels";
    private const string Explicit = "RestoreModels";
    private const string Tolerant = "-p:TreatWarningsAsErrors=false";

    [Fact]
    public async Task Pins_are_listed_with_what_is_locked_wanted_and_newest_and_only_that_asks_the_remote()
    {
        using var scenario = new Scenario(feed);
        var colleague = await ShareAsync(scenario);
        scenario.WriteProject(
            """
            <ModelReference Include="churn" Stage="prod" />
            <ModelReference Include="path/to:segment" Version="1.*" />
            """);
        scenario.Build().Succeeded();

        // A colleague moves the stage; this clone has not fetched that.
        await colleague.AssignAsync(new AssignRequest { Name = "churn", Version = "2.0.0", Stage = "prod" });
        await scenario.RegisterAsync("path/to:segment", "1.1.0");
        await scenario.RegisterAsync("path/to:segment", "2.0.0");
        var locked = scenario.Lock;

        var items = Items(scenario.Run(List, "-getTargetResult:ListModels").Succeeded().Output);
        items[0].ShouldBe("churn|#prod|v1.0.0|v1.0.0|v2.0.0|false|");
        items[1].ShouldBe("path/to:segment|1.*|v1.0.0|v1.1.0|v2.0.0|false|");

        var asked = scenario.Run(List, "-p:ModelStageDrift=Warning", Tolerant).Succeeded().Output;
        asked.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("  ", StringComparison.Ordinal)).ShouldBe(
        [
            "Model            Requested  Locked  Wanted  Newest  Drift",
            "churn            #prod      v1.0.0  v2.0.0  v2.0.0  moved",
            "path/to:segment  1.*        v1.0.0  v1.1.0  v2.0.0  -",
        ]);
        asked.ShouldMatch(@"App\.csproj\(12\): warning MLR2004: 'churn#prod' is locked to v1\.0\.0, and is v2\.0\.0 since");

        scenario.Run(Explicit, "-p:ModelStageDrift=error").Failed().Output.ShouldContain("error MLR2004");
        Check(scenario, "Message", offline: false).ShouldBe((true, ""));
        Check(scenario, "none", offline: true).ShouldBe((true, ""));
        Check(scenario, "error", offline: true).ShouldBe((false, "MLR1501"));
        Check(scenario, "loud", offline: false).ShouldBe((false, "MLR1003"));
        scenario.Build("--no-restore", "-p:ModelStageDrift=error").Succeeded().All.ShouldNotContain("MLR2004");
        scenario.Lock.ShouldBe(locked);
        scenario.Repository.Git("tag", "-l", "churn#prod*").ShouldNotContain("\n", Case.Sensitive, "asking moves no ref");
    }

    [Fact]
    public async Task What_was_withdrawn_since_it_was_locked_is_told_where_the_registry_is_asked()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        foreach (var name in new[] { "deprecated", "gone", "kept" })
        {
            await scenario.RegisterAsync(name, "1.0.0", stage: "prod");
        }

        scenario.WriteProject(
            """
            <ModelReference Include="deprecated" Stage="prod" />
            <ModelReference Include="gone" Version="1.*" />
            <ModelReference Include="kept" Version="1.0.0" />
            """);
        scenario.Build().Succeeded();
        var registry = await ModelRegistry.OpenAsync(scenario.Repository.Path);
        await registry.DeprecateAsync(new DeprecateRequest { Name = "deprecated" });
        await registry.UnregisterAsync(new UnregisterRequest { Name = "gone", Version = "1.0.0" });

        var listed = scenario.Run(List, Tolerant).Succeeded().Output;

        listed.ShouldMatch(@"App\.csproj\(12\): warning MLR2010: The model 'deprecated' is deprecated");
        listed.ShouldMatch(@"App\.csproj\(13\): warning MLR2010: 'gone@v1\.0\.0', which the lock file holds, was deregistered");
        listed.ShouldMatch(@"gone +1\.\* +v1\.0\.0 +- +- +-");

        // As any warning: silenced, or made an error, by its code or with all others.
        scenario.Run(List, "-p:NoWarn=MLR2010").Succeeded().Output.ShouldNotContain("warning");
        scenario.Run(List, Tolerant, "-p:WarningsAsErrors=MLR2010").Failed().Output.ShouldContain("error MLR2010");
        scenario.Run(List).Failed().Output.ShouldContain("error MLR2010");
        scenario.Run(List, "-p:WarningsNotAsErrors=MLR2010").Succeeded().Output.ShouldContain("warning MLR2010");
        scenario.RemoveBuilds();
        scenario.Build("-p:RestoreModelsLockedMode=true").Succeeded().All.ShouldNotContain("MLR2010");

        // Without the lock there is nothing to hold on to: an error each, at the pin.
        File.Delete(scenario.LockFile);
        var failed = scenario.Run(List).Failed().Output;
        failed.ShouldMatch(@"App\.csproj\(12\): error MLR1001: The model 'deprecated' is deprecated");
        failed.ShouldMatch(@"App\.csproj\(13\): error MLR1001");
        failed.ShouldMatch(@"kept +\[1\.0\.0\] +- +v1\.0\.0 +v1\.0\.0 +-");
    }

    /// <summary>The check of an explicit restore, without the build around it: whether it passed, and its codes.</summary>
    private static (bool Passed, string Codes) Check(Scenario scenario, string level, bool offline)
    {
        var engine = new RecordingEngine();
        using var task = new CheckModelDrift
        {
            BuildEngine = engine,
            ProjectFile = scenario.InApp("App.csproj"),
            References = [new TaskItem("churn", new Dictionary<string, string> { ["Stage"] = "prod" })],
            LockFile = scenario.LockFile,
            StageDrift = level,
            Offline = offline,
        };
        return (task.Execute(), string.Join(' ', engine.Errors.Select(e => e.Code).Concat(engine.Warnings.Select(w => w.Code))));
    }

    /// <summary>A remote, and another clone of it.</summary>
    private static async Task<ModelRegistry> ShareAsync(Scenario scenario)
    {
        var bare = GitFolder.CreateBare(scenario["served/models.git"]);
        scenario.Write("registry.yaml", $"schema: 1\nstores:\n  - url: {new Uri(scenario["shared-store"]).AbsoluteUri}\n");
        scenario.Repository.Commit();
        scenario.Repository.Git("remote", "add", "origin", bare.Path);
        scenario.Repository.Git("push", "-q", "origin", "main");
        await scenario.RegisterAsync("churn", "1.0.0", stage: "prod");
        await scenario.RegisterAsync("churn", "2.0.0");
        await scenario.RegisterAsync("path/to:segment", "1.0.0");
        return await ModelRegistry.OpenAsync(GitFolder.Clone(bare.Path, scenario["colleague"]).Path);
    }

    private static string[] Items(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("TargetResults").GetProperty(List).GetProperty("Items")
            .EnumerateArray().Select(item => string.Join('|',
                new[] { "Identity", "Requested", "Locked", "Wanted", "Newest", "Drift", "Codes" }
                    .Select(name => item.GetProperty(name).GetString())))];
    }
}
