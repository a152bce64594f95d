using System.Text.RegularExpressions;
using Registry.Testing;

namespace Registry.PowerShell.Tests.Analysis;

public class AnalysisTests
{
    /// <summary>The module's, the views', the tests', and those that the help and the README show.</summary>
    [Fact]
    public void The_analyzer_finds_nothing_in_any_script()
    {
        Assert.SkipUnless(Pwsh.Installed.Missing is null, Pwsh.Installed.Missing ?? "");
        Assert.SkipUnless(
            Pwsh.Installed.Modules.TryGetValue(Pwsh.Analyzer, out var analyzer),
            $"{Pwsh.Analyzer} is missing: run 'Install-PSResource {Pwsh.Analyzer}' in PowerShell.");

        var said = Command.Run(
            SourceTree.Root,
            new Dictionary<string, string?> { ["PSModulePath"] = SourceTree.StagedModules, ["NO_COLOR"] = "1" },
            Pwsh.Installed.Executable!, "-NoProfile", "-NonInteractive", "-File",
            Path.Combine(SourceTree.Tests, "Analysis", "Analyze.ps1"), "-Analyzer", analyzer!, "-Repository",
            SourceTree.Root).Succeeded().All.Trim();

        var count = Regex.Match(said, "^([0-9]+) scripts$");
        count.Success.ShouldBeTrue(said);
        int.Parse(count.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(100);
    }
}
