using System.Globalization;
using System.Text.RegularExpressions;
using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>
/// What the package costs a build that has nothing to do: a solution of projects with 3 pins each, <c>-m:1</c>,
/// beside the same solution without the package; and what a first restore from a warm cache costs in the build's
/// process.
/// </summary>
internal sealed partial class BuildBenchmark(int projects, int rounds) : IDisposable
{
    private const double MostPerProject = 15;
    private const double MostFirstRestore = 150;
    private static readonly string[] s_models = ["churn", "segment", "text/ranker"];

    private readonly TempFolder _folder = new("build-benchmark");

    public void Dispose() => _folder.Dispose();

    public async Task<bool> RunAsync()
    {
        await PrepareAsync();
        Build("ours", "--no-restore");
        Build("plain", "--no-restore");
        var before = Times("ours");
        var (differences, own) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var (plain, _) = await MeasureAsync("plain");
            var (ours, summary) = await MeasureAsync("ours");
            differences.Add((ours - plain).TotalMilliseconds / projects);
            own.Add(OwnTargets(summary) / projects);
        }

        var written = Times("ours").Except(before).Except(Volatile("plain")).ToList();
        written.ForEach(file => Console.WriteLine($"written: {file}"));
        var quiet = written.Count == 0 && !File.Exists(_folder["git-was-started"]);
        Console.WriteLine($"| no-op build: no git, no file written | | | | | {(quiet ? "ok" : "MISSED")} |");
        var work = $"no-op build, 1 of {projects} projects";
        return quiet
            & Figures.Row($"{work}, wall clock", Figures.Median(differences), MostPerProject, "ms")
            & Figures.Row($"{work}, own targets", Figures.Median(own), MostPerProject, "ms")
            & Figures.Row("first restore of 3 pins, warm cache", FirstRestore(), MostFirstRestore, "ms");
    }

    /// <summary>Milliseconds of the task in processes that never ran it; the files are of a few bytes.</summary>
    private double FirstRestore() => Figures.Median(Enumerable.Range(0, rounds).Select(_ =>
    {
        Directory.Delete(_folder["ours/P1/obj/models"], recursive: true);
        var output = Dotnet(
            "ours/P1", "msbuild", "-t:RestoreModels", "-clp:PerformanceSummary", "-v:m", "-nodeReuse:false");
        return Entries(output).Single(entry => entry.Name == "RestoreModels" && entry.IsTask).Milliseconds;
    }));

    private async Task<(TimeSpan Time, string Summary)> MeasureAsync(string solution)
    {
        var output = "";
        var time = await Figures.TimeAsync(() =>
        {
            output = Build(solution, "--no-restore", "-clp:PerformanceSummary");
            return Task.CompletedTask;
        });
        return (time, output);
    }

    private string Build(string solution, params string[] arguments) =>
        Dotnet(solution, ["build", "-m:1", "-v:m", "-nodeReuse:false", .. arguments]);

    private string Dotnet(string folder, params string[] arguments) => Command.Run(
        _folder[folder],
        new Dictionary<string, string?>
        {
            ["MODEL_REGISTRY_CACHE"] = _folder["cache"],
            ["NUGET_PACKAGES"] = _folder["packages"],
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["UseSharedCompilation"] = "false",
            ["PATH"] = $"{_folder["tools"]}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        },
        "dotnet", arguments).Succeeded().Output;

    private async Task PrepareAsync()
    {
        Command.Run(
            RepositoryRoot.Path, "dotnet", "pack", "src/Registry.MSBuild", "-c", "Release", "-o", _folder["feed"], "-nodeReuse:false")
            .Succeeded();
        var version = Path.GetFileNameWithoutExtension(Directory.GetFiles(_folder["feed"], "*.nupkg").Single())
            ["Registry.MSBuild.".Length..];
        _folder.Write(
            "NuGet.config",
            "<configuration><packageSources><clear />"
            + $"<add key=\"feed\" value=\"{_folder["feed"]}\" /></packageSources></configuration>");
        var repository = GitFolder.Create(_folder["registry"]);
        await ModelRegistry.InitializeAsync(new InitializeRequest { Path = repository.Path });
        repository.Commit();
        var registry = await ModelRegistry.OpenAsync(repository.Path);
        foreach (var name in s_models)
        {
            await registry.RegisterAsync(
                new RegisterRequest { Name = name, Path = _folder.Write("model.bin", name), Version = "1.2.0" });
        }

        WriteSolution("plain", "");
        WriteSolution(
            "ours",
            $"<PackageReference Include=\"Registry.MSBuild\" Version=\"{version}\" PrivateAssets=\"all\" />"
            + string.Concat(s_models.Select(name => $"<ModelReference Include=\"{name}\" Version=\"1.*\" />")));
        Build("plain");
        Build("ours");
        AddTripwire();
    }

    private void WriteSolution(string name, string items)
    {
        _folder.Write(
            $"{name}/Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ModelRegistry>{_folder["registry"]}</ModelRegistry>
                <EnableSourceControlManagerQueries>false</EnableSourceControlManagerQueries>
              </PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
            </Project>
            """);
        var names = Enumerable.Range(1, projects).Select(i => $"P{i}").ToList();
        foreach (var project in names)
        {
            _folder.Write($"{name}/{project}/{project}.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
            _folder.Write($"{name}/{project}/Class.cs", "public class Empty;");
        }

        _folder.Write(
            $"{name}/All.slnx",
            $"<Solution>{string.Concat(names.Select(p => $"<Project Path=\"{p}/{p}.csproj\" />"))}</Solution>");
    }

    /// <summary>A git that tells when it is started.</summary>
    private void AddTripwire()
    {
        var git = _folder.Write("tools/git", $"#!/bin/sh\ntouch '{_folder["git-was-started"]}'\nexit 1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(git, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private List<string> Times(string solution) =>
    [
        .. Directory.GetFiles(_folder[solution], "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(_folder[solution], file)} {File.GetLastWriteTimeUtc(file).Ticks}"),
    ];

    /// <summary>What a build without the package writes although it has nothing to do.</summary>
    private IEnumerable<string> Volatile(string solution)
    {
        var before = Times(solution);
        Build(solution, "--no-restore");
        var names = Times(solution).Except(before).Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        return Times("ours").Where(line => names.Contains(line.Split(' ')[0]));
    }

    private static double OwnTargets(string summary) => Entries(summary)
        .Where(entry => !entry.IsTask && entry.Name.Contains("Model", StringComparison.Ordinal))
        .Sum(entry => entry.Milliseconds);

    private static IEnumerable<(string Name, double Milliseconds, bool IsTask)> Entries(string summary)
    {
        var isTask = false;
        foreach (var line in summary.Split('\n'))
        {
            isTask = line.Contains("Performance Summary", StringComparison.Ordinal)
                ? line.Contains("Task Performance", StringComparison.Ordinal) : isTask;
            if (Entry().Match(line) is { Success: true } match)
            {
                yield return (
                    match.Groups[2].Value, double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), isTask);
            }
        }
    }

    [GeneratedRegex(@"^\s*([0-9]+) ms\s+(\w+)\s+[0-9]+ calls")]
    private static partial Regex Entry();
}
