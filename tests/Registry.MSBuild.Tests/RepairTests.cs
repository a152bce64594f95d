using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class RepairTests(PackageFeed feed)
{
    private const string Churn = """<ModelReference Include="churn" Version="1.0.0" />""";

    [Fact]
    public async Task A_deleted_or_altered_model_is_restored_again()
    {
        using var scenario = await RegisteredAsync();
        scenario.Build().Succeeded();
        var placed = Directory.GetFiles(scenario.InApp("obj/models"), "model.bin", SearchOption.AllDirectories).Single();

        File.Delete(placed);
        scenario.Build("--no-restore").Succeeded();
        File.ReadAllText(placed).ShouldBe("churn 1.0.0");

        File.WriteAllText(placed, "CHURN 1.0.0");
        scenario.Build("--no-restore").Succeeded();
        File.ReadAllText(placed).ShouldBe("churn 1.0.0");

        File.WriteAllText(scenario.Output("models/churn/model.bin"), "CHURN 1.0.0");
        scenario.Build("--no-restore").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");
    }

    [Fact]
    public async Task With_hard_links_no_bytes_are_copied_and_versions_still_change()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are counted with stat.");
        using var scenario = await RegisteredAsync();
        const string Linked = "-p:RestoreModelsUseHardLinks=true";
        scenario.Build(Linked).Succeeded();
        var placed = Directory.GetFiles(scenario.InApp("obj/models"), "model.bin", SearchOption.AllDirectories).Single();

        Command.Run("/", "stat", "-c", "%h %a", placed).Succeeded().Output.Trim().ShouldBe("2 444");
        scenario.WriteProject("""<ModelReference Include="churn" Version="2.0.0" />""");
        scenario.Build("--no-restore", Linked).Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 2.0.0");
    }

    [Fact]
    public async Task The_output_follows_the_pin_up_and_down_and_away()
    {
        using var scenario = await RegisteredAsync();
        scenario.Build().Succeeded();
        foreach (var version in new[] { "2.0.0", "1.0.0", "2.0.0" })
        {
            scenario.WriteProject($"""<ModelReference Include="churn" Version="{version}" />""");
            scenario.Build("--no-restore").Succeeded();
            scenario.ReadOutput("models/churn/model.bin").ShouldBe($"churn {version}");
        }

        scenario.WriteProject("");
        scenario.Build("--no-restore").Succeeded();
        File.Exists(scenario.Output("models/churn/model.bin")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failed_restore_is_tried_again_and_leaves_what_was_there()
    {
        using var scenario = await RegisteredAsync();
        scenario.Build().Succeeded();

        scenario.WriteProject("""<ModelReference Include="churn" Version="3.0.0" />""");
        scenario.Build("--no-restore").Failed().Output.ShouldContain("MLR1001");
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");

        await scenario.RegisterAsync("churn", "3.0.0");
        scenario.Build("--no-restore").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 3.0.0");
    }

    [Fact]
    public async Task Bytes_that_are_not_those_registered_never_reach_the_tree()
    {
        using var scenario = await RegisteredAsync();
        scenario.Build().Succeeded();
        scenario.WriteProject("""<ModelReference Include="churn" Version="2.0.0" />""");
        var blob = Directory.GetFiles(scenario.Store, "*", SearchOption.AllDirectories)
            .Single(f => File.ReadAllText(f) == "churn 2.0.0");

        File.SetAttributes(blob, FileAttributes.Normal);
        File.WriteAllText(blob, "churn 2.0.1");
        scenario.Build("--no-restore").Failed().Output.ShouldContain("error MLR1403");
        File.Delete(blob);
        scenario.Build("--no-restore").Failed().Output.ShouldContain("error MLR1202");

        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");
        Directory.GetFiles(scenario.InApp("obj/models"), "model.bin", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ShouldBe(["churn 1.0.0"]);
        File.WriteAllText(blob, "churn 2.0.0");
        scenario.Build("--no-restore").Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 2.0.0");
    }

    [Fact]
    public async Task What_cannot_be_had_says_why()
    {
        using var scenario = await RegisteredAsync();
        scenario.Build("-p:RestoreModelsOffline=true").Failed().Output.ShouldContain("error MLR1501");
        scenario.Build("--no-restore").Succeeded();
        Directory.Delete(scenario.Cache, recursive: true);
        Directory.Delete(scenario.InApp("obj/models"), recursive: true);
        scenario.Build("--no-restore", "-p:RestoreModelsOffline=true").Failed().Output.ShouldContain("error MLR1501");

        Directory.CreateDirectory(scenario["elsewhere"]);
        File.Delete(scenario.LockFile);
        scenario.Build("--no-restore", $"-p:ModelRegistry={scenario["elsewhere"]}")
            .Failed().Output.ShouldContain("error MLR1101");
    }

    private async Task<Scenario> RegisteredAsync([System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var scenario = new Scenario(feed, test: test);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        await scenario.RegisterAsync("churn", "2.0.0");
        scenario.WriteProject(Churn);
        return scenario;
    }
}
