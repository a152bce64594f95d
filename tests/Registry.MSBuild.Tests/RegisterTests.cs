namespace Registry.MSBuild.Tests;

public sealed class RegisterTests(PackageFeed feed)
{
    [Fact]
    public async Task A_training_build_registers_once_what_it_made()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        scenario.Write("app/out/model.onnx", "weights");
        scenario.Write("app/metrics.json", """{ "auc": 0.913, "loss": 1e-3 }""");
        scenario.Write("app/parameters.json", """{ "depth": 8, "kind": "tree", "warm": true }""");
        scenario.WriteProject(
            """
            <ModelRegistration Include="churn" Path="out" Bump="minor" Stage="dev" Metrics="metrics.json"
                               Parameters="parameters.json" Message="Quarterly retrain." />
            """);
        scenario.Dotnet("restore").Succeeded();

        scenario.Run("RegisterModels", "-p:RegisterModelsDryRun=true").Succeeded().Output
            .ShouldContain("'churn@v0.1.0' would be registered.");
        scenario.Repository.Tags().ShouldBeEmpty();

        var first = scenario.Run("RegisterModels").Succeeded();

        first.Output.ShouldContain("'churn@v0.1.0' is registered.");
        var registry = await ModelRegistry.OpenAsync(scenario.Repository.Path);
        var version = await registry.GetVersionsAsync("churn", new VersionQuery()).SingleAsync();
        version.Stages.ShouldBe(["dev"]);
        version.Metrics.ShouldBe(new Dictionary<string, double> { ["auc"] = 0.913, ["loss"] = 0.001 });
        version.Parameters.ShouldBe(
            new Dictionary<string, string> { ["depth"] = "8", ["kind"] = "tree", ["warm"] = "true" });
        version.Message.ShouldBe("Quarterly retrain.");

        var tags = scenario.Repository.Tags();
        scenario.Run("RegisterModels").Succeeded().Output.ShouldContain("'churn@v0.1.0' is registered.");
        scenario.Repository.Tags().ShouldBe(tags);

        // After the build, where that is the training.
        scenario.Write("app/out/model.onnx", "weights of another night");
        scenario.Build("--no-restore").Succeeded().Output.ShouldNotContain("is registered");
        scenario.Build("--no-restore", "-p:RegisterModelsOnBuild=true").Succeeded().Output
            .ShouldContain("'churn@v0.2.0' is registered.");
    }

    [Fact]
    public async Task A_stage_is_set_with_all_three_names_or_not_at_all()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        scenario.WriteProject("");
        scenario.Dotnet("restore").Succeeded();

        scenario.Run("SetModelStage", "-p:ModelName=churn", "-p:ModelStage=prod").Failed().Output.ShouldContain("error MLR1003");
        scenario.Run("SetModelStage", "-p:ModelName=churn", "-p:ModelVersion=1.0.0", "-p:ModelStage=prod")
            .Succeeded().Output.ShouldContain("'churn#prod' is 'v1.0.0' now");

        var registry = await ModelRegistry.OpenAsync(scenario.Repository.Path);
        (await registry.GetModelAsync("churn")).Stages["prod"].ShouldBe("v1.0.0");
        scenario.Run("SetModelStage", "-p:ModelName=churn", "-p:ModelVersion=1.0.0", "-p:ModelStage=prod")
            .Succeeded().Output.ShouldContain("already");
        scenario.Run("SetModelStage", "-p:ModelName=churn", "-p:ModelVersion=9.0.0", "-p:ModelStage=prod")
            .Failed().Output.ShouldContain("error MLR1001");
    }

    [Fact]
    public async Task Nothing_is_registered_where_one_registration_is_wrong()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        scenario.Write("app/model.onnx", "weights");
        scenario.Write("app/metrics.json", "{\n  \"auc\": \"high\"\n}");
        const string Good = """<ModelRegistration Include="good" Path="model.onnx" Version="1.0.0" />""";
        (string Expected, string Item)[] mistakes =
        [
            ("App.csproj(12): error MLR1003", """<ModelRegistration Include="bad" />"""),
            ("App.csproj(12): error MLR1003", """<ModelRegistration Include="bad" Path="missing.onnx" />"""),
            ("App.csproj(12): error MLR1003", """<ModelRegistration Include="bad" Path="model.onnx" Version="1.0.0" Bump="Major" />"""),
            ("App.csproj(12): error MLR1003", """<ModelRegistration Include="bad" Path="model.onnx" Bump="Huge" />"""),
            ("metrics.json : error MLR1005", """<ModelRegistration Include="bad" Path="model.onnx" Metrics="metrics.json" />"""),
        ];
        scenario.WriteProject("");
        scenario.Dotnet("restore").Succeeded();

        foreach (var (expected, item) in mistakes)
        {
            scenario.WriteProject(Good + item);
            scenario.Run("RegisterModels").Failed().Output.ShouldContain(expected);
        }

        scenario.Repository.Tags().ShouldBeEmpty();
    }
}
