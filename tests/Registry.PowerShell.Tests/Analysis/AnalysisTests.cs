using System.Text.RegularExpressions;
using Registry.Testing;

namespace Registry.PowerShell.Tests.Analysis;

public class AnalysisTests
{
    private static readonly string s_all =
        Environment.GetEnvironmentVariable("REGISTRY_TEST_SOAK") == "1" ? "-All" : "-All:$false";

    /// <summary>Of a run that the analyzer itself ended, by a fault of its own; findings end none.</summary>
    private const int MostRepeats = 4;

    /// <summary>
    /// The module's, the views', and those that the help and the README show; with <c>REGISTRY_TEST_SOAK=1</c> the tests',
    /// too, which take longer.
    /// </summary>
    [Fact]
    public void The_analyzer_finds_nothing_in_any_script()
    {
        Assert.SkipUnless(Pwsh.Installed.Missing is null, Pwsh.Installed.Missing ?? "");
        Assert.SkipUnless(
            Pwsh.Installed.Modules.TryGetValue(Pwsh.Analyzer, out var analyzer),
            $"{Pwsh.Analyzer} is missing: run 'Install-PSResource {Pwsh.Analyzer}' in PowerShell.");

        var run = Analyze(analyzer!);
        for (var again = 0; run.ExitCode != 0 && again < MostRepeats; again++)
        {
            run = Analyze(analyzer!);
        }

        var said = run.Succeeded().All.Trim();
        var count = Regex.Match(said, "^([0-9]+) scripts$");
        count.Success.ShouldBeTrue(said);
        int.Parse(count.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(100);
    }

    private static CommandResult Analyze(string analyzer) => Command.Run(
        SourceTree.Root,
        new Dictionary<string, string?>
        {
            ["PSModulePath"] = SourceTree.StagedModules,
            ["NO_COLOR"] = "1",
            // The fewer rules run at once, the less they get in each other's way; see the script.
            ["DOTNET_PROCESSOR_COUNT"] = "1",
        },
        Pwsh.Installed.Executable!, "-NoProfile", "-NonInteractive", "-File",
        Path.Combine(SourceTree.Tests, "Analysis", "Analyze.ps1"), "-Analyzer", analyzer, "-Repository",
        SourceTree.Root, s_all);
}
