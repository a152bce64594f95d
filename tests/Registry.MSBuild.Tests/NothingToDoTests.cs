using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class NothingToDoTests(PackageFeed feed)
{
    private const string References =
        """
        <ModelReference Include="churn" Version="1.*" />
        <ModelReference Include="segment" Stage="prod" />
        """;

    private const string Plain =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
        </Project>
        """;

    [Fact]
    public async Task A_second_build_restores_nothing()
    {
        using var scenario = await BuiltAsync();
        var before = Scenario.Snapshot(scenario.InApp("obj/models"), scenario.Output("models"), scenario.LockFile, scenario.Cache);

        File.SetLastWriteTimeUtc(scenario.InApp("App.csproj"), DateTime.UtcNow);
        var build = scenario.Build("-v:d").Succeeded();

        build.Output.ShouldContain("Task \"CheckRestoredModels\"");
        build.Output.ShouldNotContain("Task \"RestoreModels\"");
        Scenario.Snapshot(scenario.InApp("obj/models"), scenario.Output("models"), scenario.LockFile, scenario.Cache)
            .ShouldBe(before);
    }

    [Fact]
    public async Task Locked_and_cached_a_fresh_clone_builds_without_git_and_without_a_network()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tripwire is a shell script.");
        using var scenario = await BuiltAsync();
        var locked = scenario.Lock;
        var dotnet = PathOf("dotnet");

        // A git that tells when it is started; then none at all; then no network either.
        scenario.RemoveBuilds();
        scenario.WriteTool("git", $"touch '{scenario["git-was-started"]}'\nexit 1");
        scenario.Environment["CI"] = "true";
        scenario.Environment["PATH"] = $"{scenario["tools"]}:{Environment.GetEnvironmentVariable("PATH")}";
        scenario.Build().Succeeded();
        File.Exists(scenario["git-was-started"]).ShouldBeFalse();

        scenario.RemoveBuilds();
        scenario.Environment["PATH"] = scenario["no-tools"];
        scenario.Execute(dotnet, "build", "-nodeReuse:false").Succeeded();

        scenario.RemoveBuilds();
        if (TryPathOf("unshare") is { } unshare && Command.Run(scenario.App, unshare, "-rn", "true").ExitCode == 0)
        {
            scenario.Execute(unshare, "-rn", dotnet, "build", "-nodeReuse:false").Succeeded();
        }
        else
        {
            scenario.Execute(dotnet, "build", "-nodeReuse:false").Succeeded();
        }

        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.1.0");
        scenario.ReadOutput("models/segment/model.bin").ShouldBe("segment 3.0.0");
        scenario.Lock.ShouldBe(locked);
    }

    [Fact]
    public async Task Locked_and_cached_a_build_starts_what_it_starts_without_models_and_connects_to_nothing()
    {
        Assert.SkipUnless(TryPathOf("strace") is not null, "strace is not installed.");
        using var scenario = await BuiltAsync();
        scenario.Environment["CI"] = "true";

        scenario.Write("plain/Plain.csproj", Plain);
        scenario.Write("plain/Program.cs", "System.Console.WriteLine();");
        scenario.Build("../plain").Succeeded();
        var (baseline, _) = Trace(scenario, "../plain");

        Directory.Delete(scenario.InApp("obj/models"), recursive: true);
        Directory.Delete(scenario.InApp("bin"), recursive: true);
        var (started, connections) = Trace(scenario, ".");

        started.ShouldNotContain(p => p.EndsWith("/git", StringComparison.Ordinal));
        started.ShouldBe(baseline, ignoreOrder: true);
        connections.ShouldAllBe(c => c.Contains("AF_UNIX", StringComparison.Ordinal));
        File.Exists(scenario.Output("models/churn/model.bin")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_multi_threaded_build_runs_the_tasks_in_its_own_process()
    {
        using var scenario = await BuiltAsync();
        Directory.Delete(scenario.InApp("obj/models"), recursive: true);

        var build = scenario.Dotnet("msbuild", "-mt", "-v:d").Succeeded();

        build.Output.ShouldContain("Restored 'churn@v1.1.0'");
        build.Output.ShouldNotContain("Launching task \"RestoreModels\"");
        build.Output.ShouldNotContain("Launching task \"CheckRestoredModels\"");
    }

    private async Task<Scenario> BuiltAsync([System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var scenario = new Scenario(feed, test: test);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.1.0");
        await scenario.RegisterAsync("segment", "3.0.0", stage: "prod");
        scenario.WriteProject(References);
        scenario.Build().Succeeded();
        return scenario;
    }

    /// <summary>The programs that a build starts, and where it connects to.</summary>
    private static (List<string> Started, List<string> Connections) Trace(Scenario scenario, string project)
    {
        var trace = scenario["trace.txt"];
        scenario.Execute(
            PathOf("strace"),
            "-f", "-qq", "-e", "trace=execve,connect", "-o", trace,
            PathOf("dotnet"), "build", project, "--no-restore", "-nodeReuse:false")
            .Succeeded();
        var lines = File.ReadAllLines(trace);
        return (
            [.. lines.Where(l => l.Contains(" execve(", StringComparison.Ordinal) && l.EndsWith("= 0", StringComparison.Ordinal))
                .Select(l => l.Split('"')[1])],
            [.. lines.Where(l => l.Contains(" connect(", StringComparison.Ordinal))]);
    }

    private static string PathOf(string program) => TryPathOf(program) ?? throw new FileNotFoundException(program);

    private static string? TryPathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
