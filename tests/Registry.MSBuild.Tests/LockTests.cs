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
}
