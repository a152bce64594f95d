namespace Registry.MSBuild.Tests;

/// <summary>Many projects and many builds at once, over one cache.</summary>
public sealed class ParallelTests(RegisteredModels models) : IClassFixture<RegisteredModels>
{
    private const string Pins =
        """<ModelReference Include="churn" Version="1.*" /><ModelReference Include="segment" Stage="prod" />""";

    [Fact]
    public void Thirty_projects_that_share_their_pins_build_at_once()
    {
        // Compiling thirty times would be most of the test, and tell nothing about models.
        models.Scenario.Write(
            "many/Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <SkipCompilerExecution>true</SkipCompilerExecution>
                <ProvideCommandLineArgs>true</ProvideCommandLineArgs>
                <CopyBuildOutputToOutputDirectory>false</CopyBuildOutputToOutputDirectory>
                <ProduceReferenceAssembly>false</ProduceReferenceAssembly>
              </PropertyGroup>
              <ItemGroup>{models.Reference}{Pins}</ItemGroup>
            </Project>
            """);
        var names = Enumerable.Range(1, 30).Select(i => $"P{i}").ToList();
        foreach (var name in names)
        {
            models.WriteBare($"many/{name}/{name}.csproj", "");
        }

        models.Scenario.Write(
            "many/Many.slnx",
            $"<Solution>{string.Concat(names.Select(n => $"<Project Path=\"{n}/{n}.csproj\" />"))}</Solution>");

        models.Dotnet("many", "build", "-m:4").Succeeded();

        names.Select(name => models.Folder($"many/{name}/models.lock.json")).Select(File.ReadAllText).Distinct()
            .ShouldHaveSingleItem();
        foreach (var name in names)
        {
            File.ReadAllText(models.Folder($"many/{name}/bin/Debug/net10.0/models/churn/model.bin"))
                .ShouldBe("churn 1.0.0");
        }

        // Each content is fetched once for all of them, and nothing half-written stays.
        Directory.GetFiles(Path.Combine(models.Scenario.Cache), "*", SearchOption.AllDirectories)
            .ShouldNotContain(f => f.EndsWith(".part", StringComparison.Ordinal));
        models.Dotnet("many", "build", "--no-restore", "-m:4", "-v:n").Succeeded()
            .Output.ShouldNotContain("Restored '");
    }

    [Fact]
    public async Task Two_builds_of_one_project_at_once_get_in_nobodys_way()
    {
        models.Write("twice/Twice.csproj", Pins, "<OutputType>Exe</OutputType>", "Console.Write(1);");
        models.Dotnet("twice", "restore").Succeeded();

        var builds = await Task.WhenAll(
            Task.Run(() => models.Dotnet("twice", "build", "--no-restore", "-c", "Debug")),
            Task.Run(() => models.Dotnet("twice", "build", "--no-restore", "-c", "Release")),
            Task.Run(() => models.Dotnet("twice", "msbuild", "-t:RestoreModels")));

        foreach (var build in builds)
        {
            build.Succeeded();
        }

        foreach (var configuration in new[] { "Debug", "Release" })
        {
            File.ReadAllText(models.Folder($"twice/bin/{configuration}/net10.0/models/churn/model.bin"))
                .ShouldBe("churn 1.0.0");
        }

        models.Dotnet("twice", "build", "--no-restore", "-v:n").Succeeded().Output.ShouldNotContain("Restored '");
    }

    [Fact]
    public void A_static_graph_in_isolation_brings_a_referenced_projects_models()
    {
        models.Write(
            "graph/lib/Lib.csproj", Pins,
            """
            <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
            <TargetFramework />
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            """,
            """
            public static class Reader
            {
                public static string Text => File.ReadAllText(Lib.ModelAssets.Churn.Path);
            }
            """);
        models.WriteBare(
            "graph/app/App.csproj", """<ProjectReference Include="../lib/Lib.csproj" />""",
            "<OutputType>Exe</OutputType>", "Console.Write(Reader.Text);");

        models.Dotnet("graph/app", "restore").Succeeded();
        models.Dotnet("graph/app", "build", "--no-restore", "-graph", "-isolate").Succeeded();

        models.Start("graph/app", "dotnet", "bin/Debug/net10.0/App.dll").Succeeded().Output.ShouldBe("churn 1.0.0");
    }
}
