using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>Trees that change, that must not change, and that have no repository.</summary>
public sealed class IncrementalTests(RegisteredModels models) : IClassFixture<RegisteredModels>
{
    private const string Churn = """<ModelReference Include="churn" Version="1.0.0" />""";

    [Fact]
    public void The_output_follows_the_branch()
    {
        models.Scenario.Write(".gitignore", ".model-store/\nbin/\nobj/\n");
        Write("branch", Churn);
        Build("branch");
        models.Scenario.Repository.Commit();
        models.Scenario.Repository.Git("switch", "-q", "-c", "next");
        Write("branch", Churn.Replace("1.0.0", "2.0.0", StringComparison.Ordinal));
        Build("branch");
        models.Scenario.Repository.Commit();

        foreach (var (branch, version) in new[] { ("main", "1.0.0"), ("next", "2.0.0"), ("main", "1.0.0") })
        {
            models.Scenario.Repository.Git("switch", "-q", branch);
            Build("branch", "--no-restore", "-p:RestoreModelsLockedMode=true");
            Output("branch").ShouldBe($"churn {version}");
            models.Scenario.Repository.Git("status", "--porcelain", "branch").ShouldBe("");
        }
    }

    [Fact]
    public void A_source_tree_that_cannot_be_written_builds_elsewhere()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && models.Start(".", "unshare", "-rm", "true").ExitCode == 0,
            "Mounting read-only takes a namespace of one's own.");
        Write("sealed", Churn);
        models.Scenario.Write(
            "sealed/Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <UseArtifactsOutput>true</UseArtifactsOutput>
                <ArtifactsPath>{models.Scenario["elsewhere"]}</ArtifactsPath>
              </PropertyGroup>
            </Project>
            """);
        models.Dotnet("sealed", "msbuild", "-restore", "-t:RestoreModels").Succeeded();
        Directory.Delete(models.Scenario["elsewhere"], recursive: true);
        Directory.CreateDirectory(models.Scenario["elsewhere"]);

        BuildReadOnly("sealed").Succeeded();
        File.ReadAllText(Path.Combine(models.Scenario["elsewhere"], "bin/App/debug/models/churn/model.bin"))
            .ShouldBe("churn 1.0.0");

        File.Delete(models.Folder("sealed/models.lock.json"));
        var refused = BuildReadOnly("sealed").Failed().Output;
        refused.ShouldContain("models.lock.json");
        refused.ShouldContain("error MLR");
    }

    [Fact]
    public void A_source_tree_without_a_repository_builds_from_lock_file_and_cache()
    {
        Write("export", Churn);
        Build("export");
        var export = models.Scenario["export"];
        Directory.CreateDirectory(export);
        foreach (var file in new[] { "App.csproj", "Program.cs", "models.lock.json" })
        {
            File.Copy(models.Folder($"export/{file}"), Path.Combine(export, file));
        }

        BuildIn(export, models.Scenario.Environment).Succeeded();
        File.ReadAllText(Path.Combine(export, "bin/Debug/net10.0/models/churn/model.bin")).ShouldBe("churn 1.0.0");

        Directory.Delete(Path.Combine(export, "obj/models"), recursive: true);
        var cold = new Dictionary<string, string?>(models.Scenario.Environment)
        {
            ["MODEL_REGISTRY_CACHE"] = models.Scenario["cold-cache"],
            ["CI"] = "true",
        };
        BuildIn(export, cold).Failed().Output.ShouldMatch(
            @"App\.csproj\(\d+\): error MLR1101: .*not in the cache.*no Git repository");

        // In the repository, but on a machine that has no Git.
        Directory.Delete(models.Folder("export/obj/models"), recursive: true);
        var dotnet = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
        cold["PATH"] = models.Scenario["no-tools"];
        Command.Run(models.Folder("export"), cold, dotnet, "build", "--no-restore", "-nodeReuse:false").Failed()
            .Output.ShouldMatch(@"App\.csproj\(\d+\): error MLR1102: .*not in the cache.*[Gg]it");
    }

    [Fact]
    public async Task Watching_rebuilds_for_a_changed_program_and_not_for_what_a_build_writes()
    {
        Write("watched", Churn);
        models.Scenario.Write("watched/Program.cs", Announce("first"));
        Build("watched");
        var listed = models.Dotnet("watched", "watch", "--list").Succeeded().Output;
        listed.ShouldContain("Program.cs");
        foreach (var written in new[] { "models.lock.json", "model.bin", "ModelAssets" })
        {
            listed.ShouldNotContain(written);
        }

        var watching = Command.Start(
            models.Folder("watched"), models.Scenario.Environment, "dotnet", "watch", "--no-hot-reload",
            "--non-interactive", "run");
        var lines = new List<string>();
        try
        {
            _ = watching.StandardError.ReadToEndAsync();
            await ReadUntilAsync(watching, lines, "first: churn 1.0.0");
            models.Scenario.Write("watched/Program.cs", Announce("second"));
            await ReadUntilAsync(watching, lines, "second: churn 1.0.0");
            Write("watched", Churn.Replace("1.0.0", "2.0.0", StringComparison.Ordinal));
            await ReadUntilAsync(watching, lines, "second: churn 2.0.0");
        }
        finally
        {
            watching.Kill(entireProcessTree: true);
            watching.WaitForExit();
        }

        lines.Where(line => line.Contains(": churn", StringComparison.Ordinal))
            .ShouldBe(["first: churn 1.0.0", "second: churn 1.0.0", "second: churn 2.0.0"]);
    }

    private static string Announce(string text) =>
        $$"""Console.WriteLine($"{{text}}: {File.ReadAllText(ModelAssets.Churn.Path)}");""";

    private static async Task ReadUntilAsync(System.Diagnostics.Process process, List<string> lines, string expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            lines.Add(line);
            if (line.Contains(expected, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"It ended before '{expected}':\n{string.Join('\n', lines)}");
    }

    private void Write(string folder, string items) => models.Write(
        $"{folder}/App.csproj", items, "<OutputType>Exe</OutputType><RootNamespace />",
        File.Exists(models.Folder($"{folder}/Program.cs")) ? "" : Announce("built"));

    private void Build(string folder, params string[] arguments) =>
        models.Dotnet(folder, ["build", .. arguments]).Succeeded();

    private string Output(string folder) =>
        File.ReadAllText(models.Folder($"{folder}/bin/Debug/net10.0/models/churn/model.bin"));

    private static CommandResult BuildIn(string folder, IReadOnlyDictionary<string, string?> environment) =>
        Command.Run(folder, environment, "dotnet", "build", "-nodeReuse:false");

    private CommandResult BuildReadOnly(string folder) => models.Start(
        folder, "unshare", "-rm", "sh", "-c",
        "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && cd \"$0\" && dotnet build -nodeReuse:false",
        models.Folder(folder));
}
