namespace Registry.MSBuild.Tests;

public sealed class VerifyTests(PackageFeed feed)
{
    private const string Verify = "VerifyModels";

    [Fact]
    public async Task Restored_files_and_their_copies_are_hashed_against_the_lock_without_git()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterFilesAsync("churn", "1.0.0", new() { ["a.bin"] = "first", ["b.bin"] = "second", ["c.md"] = "left" });
        scenario.WriteProject("""<ModelReference Include="churn" Version="1.0.0" Files="*.bin" LinkBase="data" />""");
        scenario.Build().Succeeded();

        // Git would tell, and no cache could help out.
        scenario.WriteTool("git", $"touch '{scenario["git-was-started"]}'\nexit 1");
        scenario.Environment["PATH"] = $"{scenario["tools"]}:{Environment.GetEnvironmentVariable("PATH")}";
        Directory.Delete(scenario.Cache, recursive: true);
        scenario.Run(Verify).Succeeded().Output.ShouldContain("Models are as locked; files: 4.");

        // Same size, same time: only the bytes tell.
        var placed = Directory.GetFiles(scenario.InApp("obj/models"), "a.bin", SearchOption.AllDirectories).Single();
        Alter(placed, "fIrst");
        Alter(scenario.Output("data/b.bin"), "sEcond");
        File.Delete(Path.Combine(Path.GetDirectoryName(placed)!, "b.bin"));
        File.Delete(scenario.Output("data/a.bin"));

        var failed = scenario.Run(Verify).Failed().Output;
        failed.ShouldContain($"{placed} : error MLR1403: '{placed}' is not what 'churn@v1.0.0' is locked to: expected sha256:");
        failed.ShouldMatch(@"obj/models/churn/[0-9a-f]{16}/b\.bin : error MLR1403: .* actual no file\.");
        failed.ShouldMatch(@"Debug/net10\.0/data/b\.bin : error MLR1403: .* build again\.");
        failed.ShouldNotContain("data/a.bin", Case.Sensitive, "a copy that is not there is no finding");
        File.Exists(scenario["git-was-started"]).ShouldBeFalse();

        scenario.WriteProject("""<ModelReference Include="churn" Version="1.*" />""");
        scenario.Run(Verify).Failed().Output.ShouldContain("App.csproj(12): error MLR1004: 'churn' (1.*) is not in");
    }

    [Fact]
    public async Task Each_framework_s_copies_are_hashed()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        scenario.WriteProject(
            """<ModelReference Include="churn" Version="1.0.0" />""",
            """
            <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
            <TargetFramework />
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            <OutputType>Library</OutputType>
            """,
            program: "class Nothing { }");
        scenario.Dotnet("restore").Succeeded();

        // Left there by another build.
        var copy = scenario.InApp("bin/Debug/net10.0-windows/models/churn/model.bin");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllText(copy, "churn 0.9.0");

        scenario.Run("RestoreModels;VerifyModels").Failed().Output.ShouldContain($"{copy} : error MLR1403");
        File.WriteAllText(copy, "churn 1.0.0");
        scenario.Run(Verify).Succeeded();
    }

    private static void Alter(string path, string text)
    {
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, time);
    }
}
