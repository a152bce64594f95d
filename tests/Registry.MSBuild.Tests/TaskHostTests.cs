namespace Registry.MSBuild.Tests;

public sealed class TaskHostTests(PackageFeed feed)
{
    private const string Apart = "-p:ModelTaskHost=process";

    private const string Pins =
        """
        <ModelReference Include="churn" Stage="prod" LinkBase="data (1)" Files="*.onnx;deep/**" />
        <ModelRegistration Include="trained" Path="out" Version="1.0.0" Metrics="metrics.json" Description="Two
        lines; and 100%." />
        """;

    [Fact]
    public async Task Tasks_in_a_process_of_their_own_build_restore_list_verify_register_and_fail_as_in_the_build_s()
    {
        using var scenario = new Scenario(feed, app: "ein Haus/für uns & alle");
        await scenario.InitializeAsync();
        Dictionary<string, string> files = new() { ["modèle 100%; (ü).onnx"] = "1", ["deep/er/v.txt"] = "2", ["readme.md"] = "3" };
        await scenario.RegisterFilesAsync("churn", "1.0.0", files, "prod");
        File.WriteAllText(scenario.InApp("metrics.json"), """{ "auc": 0.9 }""");
        Directory.CreateDirectory(scenario.InApp("out"));
        File.WriteAllText(scenario.InApp("out/weights.bin"), "trained");
        scenario.WriteProject(Pins, program: "Console.WriteLine(App.ModelAssets.Churn.Stage + App.ModelAssets.Churn.Version);");

        var built = scenario.Build(Apart, "-v:d").Succeeded();

        built.Output.ShouldNotContain("Task \"RestoreModels\"");
        built.Output.ShouldNotContain("Task \"CollectRestoredModels\"");
        scenario.ReadOutput("data (1)/modèle 100%; (ü).onnx").ShouldBe("1");
        scenario.ReadOutput("data (1)/deep/er/v.txt").ShouldBe("2");
        File.Exists(scenario.Output("data (1)/readme.md")).ShouldBeFalse();
        scenario.Execute("dotnet", scenario.Output("App.dll")).Succeeded().Output.Trim().ShouldBe("prodv1.0.0");
        Directory.GetFiles(scenario.InApp("obj/models"), "*.task*").ShouldBeEmpty();

        // What one way restored, the other takes as it is.
        var before = Scenario.Snapshot(scenario.InApp("obj/models"), scenario.LockFile);
        scenario.Build("--no-restore").Succeeded();
        scenario.Build("--no-restore", Apart).Succeeded();
        Scenario.Snapshot(scenario.InApp("obj/models"), scenario.LockFile).ShouldBe(before);

        scenario.Run("RegisterModels;ListModels;VerifyModels", Apart).Succeeded().Output.ShouldContain("'trained@v1.0.0' is registered.");
        var registry = await ModelRegistry.OpenAsync(scenario.Repository.Path);
        var trained = await registry.GetVersionsAsync("trained", new VersionQuery()).SingleAsync();
        trained.Metrics["auc"].ShouldBe(0.9);
        trained.Description.ShouldNotBeNull().ShouldContain("lines; and 100%.");

        await scenario.RegisterAsync("churn", "2.0.0");
        await scenario.AssignAsync("churn", "2.0.0", "prod");
        File.WriteAllText(scenario.Output("data (1)/deep/er/v.txt"), "X");
        var told = scenario.Run("ListModels;VerifyModels", Apart, "-p:ModelStageDrift=warning", "-p:TreatWarningsAsErrors=false").Failed().Output;
        told.ShouldMatch(@"churn +#prod +v1\.0\.0 +v2\.0\.0 +v2\.0\.0 +moved");
        told.ShouldMatch(@"App\.csproj\(12\): warning MLR2004: 'churn#prod' is locked to v1\.0\.0");
        told.ShouldMatch(@"v\.txt : error MLR1403: ");
        scenario.Run("SetModelStage", Apart, "-p:ModelName=churn", "-p:ModelVersion=9.0.0", "-p:ModelStage=prod").Failed()
            .Output.ShouldMatch(@"App\.csproj : error MLR1001: .*'9\.0\.0'|App\.csproj : error MLR1001: .*v9\.0\.0");

        scenario.WriteProject("""<ModelReference Include="churm" Version="1.0.0" />""");
        scenario.Build("--no-restore", Apart).Failed().Output.ShouldMatch(@"App\.csproj\(12\): error MLR1001: .*churm");
    }
}
