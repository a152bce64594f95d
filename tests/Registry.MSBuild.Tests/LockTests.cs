using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class LockTests(PackageFeed feed)
{
    [Fact]
    public async Task Locked_mode_refuses_a_pin_that_the_lock_does_not_have_and_names_the_remedy()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        await scenario.RegisterAsync("churn", "2.0.0");
        scenario.WriteProject("""<ModelReference Include="churn" Version="1.0.0" />""");
        scenario.Environment["CI"] = "true";

        // The first build has no lock file to obey yet.
        scenario.Build().Succeeded();
        var locked = scenario.Lock;
        scenario.WriteProject("""<ModelReference Include="churn" Version="2.0.0" />""");

        var failed = scenario.Build("--no-restore").Failed();
        failed.Output.ShouldContain("error MLR1004");
        failed.Output.ShouldContain("RestoreModelsLockedMode=false");
        scenario.Lock.ShouldBe(locked);
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");

        scenario.Build("--no-restore", "-p:RestoreModelsLockedMode=false").Succeeded();
        scenario.Lock.ShouldNotBe(locked);
        scenario.Build("--no-restore").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 2.0.0");

        File.Delete(scenario.LockFile);
        scenario.Build("--no-restore", "-p:RestoreModelsLockedMode=true").Failed().Output.ShouldContain("error MLR1004");
    }

    [Fact]
    public async Task A_moved_stage_is_taken_only_when_asked_for()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0", stage: "prod");
        await scenario.RegisterAsync("churn", "2.0.0");
        scenario.WriteProject("""<ModelReference Include="churn" Stage="prod" />""");
        scenario.Build().Succeeded();
        await scenario.AssignAsync("churn", "2.0.0", "prod");

        scenario.RemoveBuilds();
        scenario.Build().Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");

        scenario.Build("--no-restore", "-p:RestoreModelsForceEvaluate=true", "-p:RestoreModelsLockedMode=true")
            .Failed().Output.ShouldContain("error MLR1003");
        scenario.Build("--no-restore", "-p:RestoreModelsForceEvaluate=true").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 2.0.0");
        scenario.Lock.ShouldContain("\"version\": \"v2.0.0\"");

        // A colleague's lock file arrives: the project has not changed, but the model has to.
        scenario.Run("RestoreModels").Succeeded();
        var second = scenario.Lock;
        await scenario.AssignAsync("churn", "1.0.0", "prod");
        scenario.Run("RestoreModels", "-p:RestoreModelsForceEvaluate=true").Succeeded();
        scenario.Build("--no-restore").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");
        File.WriteAllText(scenario.LockFile, second);
        scenario.Build("--no-restore", "-p:RestoreModelsLockedMode=true").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 2.0.0");
    }

    [Fact]
    public async Task Branches_that_pinned_different_models_conflict_only_at_one_place_and_a_restore_mends_either_side()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        foreach (var name in new[] { "ant", "bee", "cat", "dog" })
        {
            await scenario.RegisterAsync(name, "1.0.0");
        }

        var together = await LockAsync(scenario, null, "bee");
        var before = await LockAsync(scenario, null, "ant", "bee");
        var after = await LockAsync(scenario, null, "bee", "cat");
        var also = await LockAsync(scenario, null, "bee", "dog");

        var apart = Merge(scenario, before, together, after).Succeeded().Output;
        apart.ShouldBe(await LockAsync(scenario, null, "ant", "bee", "cat"));
        var conflict = Merge(scenario, after, together, also);
        conflict.ExitCode.ShouldBe(1);

        var whole = await LockAsync(scenario, null, "bee", "cat", "dog");
        (await LockAsync(scenario, after, "bee", "cat", "dog")).ShouldBe(whole);
        (await LockAsync(scenario, also, "bee", "cat", "dog")).ShouldBe(whole);

        scenario.WriteProject("""<ModelReference Include="bee;cat;dog" Version="1.0.0" />""");
        scenario.Dotnet("restore").Succeeded();
        File.WriteAllText(scenario.LockFile, conflict.Output.ReplaceLineEndings("\r\n"));
        var failed = scenario.Run("RestoreModels").Failed().Output;
        failed.ShouldMatch(@"models\.lock\.json\(\d+\): error MLR1005: .* 'git checkout --ours -- models\.lock\.json'");

        // A side with Windows line ends is as good, and is written as everywhere.
        File.WriteAllText(scenario.LockFile, also.ReplaceLineEndings("\r\n"));
        scenario.Run("RestoreModels").Succeeded();
        scenario.Lock.ShouldBe(whole);
        File.WriteAllText(scenario.LockFile, whole.Replace("\"schema\": 1", "\"schema\": 7", StringComparison.Ordinal));
        scenario.Run("RestoreModels").Failed().Output.ShouldMatch(@"models\.lock\.json : error MLR1005: .*schema is 7");
    }

    /// <summary>The lock file that a restore makes of another one, or of none.</summary>
    private static async Task<string> LockAsync(Scenario scenario, string? old, params string[] models)
    {
        var file = scenario.InApp($"{Guid.NewGuid():N}/models.lock.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (old is not null)
        {
            File.WriteAllText(file, old);
        }

        await ModelRegistry.RestoreAsync(new RestoreRequest
        {
            Pins = [.. models.Select(name => new ModelPin { Name = name, Version = "1.0.0" })],
            LockFile = file,
            Destination = scenario["placed"],
            Registry = scenario.Repository.Path,
            BaseDirectory = scenario.App,
        });
        return File.ReadAllText(file);
    }

    private static CommandResult Merge(Scenario scenario, string ours, string basis, string theirs) => scenario.Execute(
        "git", "merge-file", "-p", scenario.Write("ours.json", ours), scenario.Write("basis.json", basis),
        scenario.Write("theirs.json", theirs));

    [Fact]
    public async Task The_environment_names_the_registry_unless_the_project_does()
    {
        using var scenario = new Scenario(feed, app: "../elsewhere");
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        scenario.WriteProject("""<ModelReference Include="churn" Version="1.0.0" />""");
        scenario.Environment["MODEL_REGISTRY"] = "../team";

        scenario.Build().Succeeded();

        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");
        scenario.Run("RestoreModels", "-p:ModelRegistry=../nowhere", "-p:RestoreModelsForceEvaluate=true").Failed().Output
            .ShouldMatch("error MLR1101: .*nowhere");
    }
}
