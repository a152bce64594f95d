namespace Registry.MSBuild.Tests;

public sealed class ShapeTests(PackageFeed feed)
{
    private const string TwoFrameworks =
        """
        <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
        <TargetFramework />
        <EnableWindowsTargeting>true</EnableWindowsTargeting>
        <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
        <OutputType>Library</OutputType>
        """;

    [Fact]
    public async Task Frameworks_share_one_restore_and_one_lock_file()
    {
        using var scenario = await RegisteredAsync();
        scenario.WriteProject(
            """
            <ModelReference Include="churn" Version="1.*" />
            <ModelReference Include="segment" Stage="prod" Condition="'$(TargetFramework)' == 'net10.0-windows'" />
            """,
            TwoFrameworks,
            program: "class C { string Path = App.ModelAssets.Churn.Path; }");

        var build = scenario.Build("-v:n").Succeeded();

        build.Output.Split('\n').Count(l => l.Contains("Restored 'churn@", StringComparison.Ordinal)).ShouldBe(1);
        File.Exists(scenario.InApp("bin/Debug/net10.0/models/churn/model.bin")).ShouldBeTrue();
        File.Exists(scenario.InApp("bin/Debug/net10.0/models/segment/model.bin")).ShouldBeFalse();
        File.Exists(scenario.InApp("bin/Debug/net10.0-windows/models/segment/model.bin")).ShouldBeTrue();
        scenario.Lock.ShouldContain("\"churn\"");
        scenario.Lock.ShouldContain("\"segment\"");

        var locked = scenario.Lock;
        scenario.Build("--no-restore", "-f", "net10.0", "-v:n").Succeeded().Output.ShouldNotContain("Restored '");
        Directory.Delete(scenario.InApp("obj/models"), recursive: true);
        scenario.Build("--no-restore", "-f", "net10.0").Succeeded();
        scenario.Lock.ShouldBe(locked);

        scenario.Build("--no-restore", "--no-incremental").Succeeded();
        scenario.Dotnet("clean").Succeeded();
        Directory.Exists(scenario.InApp("obj/models")).ShouldBeFalse();
        scenario.WriteProject("""<ModelReference Include="churn" Version="1.*" />""", TwoFrameworks);
        scenario.Build("--no-restore", "-graph").Succeeded();
        File.Exists(scenario.InApp("bin/Debug/net10.0-windows/models/churn/model.bin")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_referencing_project_and_a_publish_have_the_files()
    {
        using var scenario = await RegisteredAsync();
        scenario.WriteProject(
            """<ModelReference Include="churn" Version="1.*" />""",
            "<OutputType>Library</OutputType>",
            program: "public static class Library { public static string Path => App.ModelAssets.Churn.Path; }");
        scenario.Write(
            "host/Host.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="../app/App.csproj" /></ItemGroup>
            </Project>
            """);
        scenario.Write("host/Program.cs", "System.Console.Write(System.IO.File.ReadAllText(Library.Path));");
        var published = scenario["published"];

        scenario.Dotnet("publish", "../host", "-o", published).Succeeded();

        File.Exists(scenario.InApp("../host/bin/Release/net10.0/models/churn/model.bin")).ShouldBeTrue();
        scenario.Execute("dotnet", Path.Combine(published, "Host.dll")).Succeeded().Output.ShouldBe("churn 1.0.0");
    }

    [Fact]
    public async Task A_web_application_publishes_its_models_and_not_their_lock_file()
    {
        using var scenario = await RegisteredAsync();
        scenario.WriteProject("""<ModelReference Include="churn" Version="1.*" />""");
        var project = File.ReadAllText(scenario.InApp("App.csproj"));
        File.WriteAllText(scenario.InApp("App.csproj"), project.Replace("Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web"));
        var published = scenario["published"];

        scenario.Build().Succeeded();
        scenario.Dotnet("publish", "-o", published).Succeeded();

        File.ReadAllText(Path.Combine(published, "models/churn/model.bin")).ShouldBe("churn 1.0.0");
        File.Exists(Path.Combine(published, "models.lock.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Clean_removes_what_was_placed_and_a_design_time_build_brings_nothing()
    {
        using var scenario = await RegisteredAsync();
        scenario.WriteProject("""<ModelReference Include="churn" Version="1.*" />""");

        scenario.Build("-p:DesignTimeBuild=true").Succeeded();
        Directory.Exists(scenario.InApp("obj/models")).ShouldBeFalse();
        File.Exists(scenario.LockFile).ShouldBeFalse();

        scenario.Build("--no-restore").Succeeded();
        var cached = Scenario.Snapshot(scenario.Cache);
        scenario.Dotnet("clean").Succeeded();

        Directory.Exists(scenario.InApp("obj/models")).ShouldBeFalse();
        File.Exists(scenario.Output("models/churn/model.bin")).ShouldBeFalse();
        File.Exists(scenario.InApp("obj/Debug/net10.0/ModelAssets.g.cs")).ShouldBeFalse();
        Scenario.Snapshot(scenario.Cache).ShouldBe(cached);
        File.Exists(scenario.LockFile).ShouldBeTrue();
    }

    [Fact]
    public async Task Builds_can_leave_restoring_to_whom_asks_for_it()
    {
        using var scenario = await RegisteredAsync();
        scenario.WriteProject(
            """<ModelReference Include="churn" Version="1.*" />""",
            "<RestoreModelsOnBuild>false</RestoreModelsOnBuild>");
        scenario.Write(
            "Directory.Build.props", "<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>");
        var output = scenario.InApp("../artifacts/bin/App/debug/models/churn/model.bin");

        scenario.Build().Succeeded();
        File.Exists(output).ShouldBeFalse();

        scenario.Run("RestoreModels").Succeeded();
        scenario.Build("--no-restore").Succeeded();
        File.ReadAllText(output).ShouldBe("churn 1.0.0");
        Directory.Exists(scenario.InApp("obj")).ShouldBeFalse();
    }

    private async Task<Scenario> RegisteredAsync([System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var scenario = new Scenario(feed, test: test);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        await scenario.RegisterAsync("segment", "1.0.0", stage: "prod");
        return scenario;
    }
}
