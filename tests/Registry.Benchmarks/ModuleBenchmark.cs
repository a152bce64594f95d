using System.Globalization;
using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>
/// What the module costs beyond a bare <c>pwsh</c> of the same run: its import, the first listing of a registry, Tab, and
/// a pipeline over all versions of a large one.
/// </summary>
internal sealed class ModuleBenchmark(int rounds)
{
    private const int Listed = 1_000;
    private const int Completed = 20_000;

    /// <summary>Of so many tags, some ten thousand register a version.</summary>
    private const int Piped = 23_000;

    private const double MostImport = 150;
    private const double MostListing = 150;
    private const double MostCompletion = 100;

    /// <summary>MiB that the thousandth version and the last may lie apart.</summary>
    private const double MostGrowth = 8;

    private static readonly string s_pwsh = Environment.GetEnvironmentVariable("REGISTRY_PWSH") ?? "pwsh";

    public async Task<bool> RunAsync()
    {
        using var listed = await LedgerFixture.CreateAsync(Listed, packed: true);
        var held = await StartAsync(listed);
        using var completed = await LedgerFixture.CreateAsync(Completed, packed: true);
        held &= Complete(completed);
        using var piped = await LedgerFixture.CreateAsync(Piped, packed: true);
        held &= Pipe(piped, "no index");
        Run(piped, "Import-Module Registry; $null = Get-MLModel");
        return held & Pipe(piped, "warm index");
    }

    private async Task<bool> StartAsync(LedgerFixture fixture)
    {
        string[] scripts = ["$null", "Import-Module Registry", "Import-Module Registry; $null = Get-MLModel"];
        Array.ForEach(scripts, script => Run(fixture, script));
        var times = scripts.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < scripts.Length; i++)
            {
                times[i].Add((await Figures.TimeAsync(() =>
                {
                    Run(fixture, scripts[i]);
                    return Task.CompletedTask;
                })).TotalMilliseconds);
            }
        }

        var medians = times.Select(Figures.Median).ToArray();
        Figures.Report("pwsh -NoProfile", medians[0], "ms");
        return Figures.Row("Import-Module, beyond that", medians[1] - medians[0], MostImport, "ms")
            & Figures.Row($"Get-MLModel over {Listed} tags, beyond that", medians[2] - medians[1], MostListing, "ms");
    }

    /// <summary>The first Tab of a session, and one of its later ones; the index is there, as after any listing.</summary>
    private bool Complete(LedgerFixture fixture)
    {
        Run(fixture, "Import-Module Registry; $null = Get-MLModel");
        var held = true;
        foreach (var line in new[]
        {
            "Get-MLModel model-0", "Get-MLModelVersion model-042 v1", "Set-MLModelStage model-042 v1.0.0 ",
            "Resolve-MLModel model-04", "Find-MLModelVersion 'metric.",
        })
        {
            // The engine's own first completion is not ours.
            var script = $$"""
                Import-Module Registry
                $null = TabExpansion2 'Get-ChildItem -Fi' 17
                $line = "{{line}}"
                1..7 | ForEach-Object { (Measure-Command { $null = TabExpansion2 $line $line.Length }).TotalMilliseconds }
                """;
            var runs = Enumerable.Range(0, Math.Max(3, rounds / 3)).Select(_ => Numbers(Run(fixture, script))).ToList();
            held &= Figures.Row(
                $"Tab after \"{line}\", {Completed} tags, first of a session",
                Figures.Median(runs.Select(run => run[0])), MostCompletion, "ms");
            held &= Figures.Row(
                "the same, later", Figures.Median(runs.SelectMany(run => run[1..])), MostCompletion, "ms");
        }

        return held;
    }

    private static bool Pipe(LedgerFixture fixture, string index)
    {
        var script = """
            Import-Module Registry
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $count = 0
            Get-MLModelVersion | ForEach-Object {
                if ($count++ -eq 0) { $first = $clock.Elapsed.TotalMilliseconds }
                if ($count -eq 1000) { $before = [GC]::GetTotalMemory($true) }
                $last = $_
            }
            $all = $clock.Elapsed.TotalMilliseconds
            $after = [GC]::GetTotalMemory($true)
            $first; $all; $count; ($after - $before) / 1MB
            """;
        var numbers = Numbers(Run(fixture, script));
        var work = string.Create(CultureInfo.InvariantCulture, $"{numbers[2]} versions in a pipeline, {index}");
        Figures.Report($"{work}: first", numbers[0], "ms");
        Figures.Report($"{work}: last", numbers[1], "ms");
        return Figures.Row($"{work}: growth after the 1000th", Math.Max(numbers[3], 0), MostGrowth, "MiB");
    }

    private static double[] Numbers(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];

    private static string Run(LedgerFixture fixture, string script) => Command.Run(
        fixture.Git.Path,
        new Dictionary<string, string?>
        {
            ["PSModulePath"] = Path.Combine(RepositoryRoot.Path, "artifacts", "module"),
            ["MODEL_REGISTRY"] = null,
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        },
        s_pwsh, "-NoProfile", "-NonInteractive", "-Command", script).Succeeded().Output;
}
