using System.Text.Json;
using Registry.Testing;

namespace Registry.PowerShell.Tests;

/// <summary>Runs the Pester suite on the staged module, each file in a PowerShell of its own.</summary>
public class PesterTests
{
    public static TheoryData<string> Files =>
        [.. new DirectoryInfo(SourceTree.Tests).GetFiles("*.Tests.ps1").Select(file => file.Name).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void The_module_behaves(string file)
    {
        if (Pwsh.Installed.Missing is { } missing)
        {
            // Whoever names a PowerShell wants the suite to run.
            Assert.SkipUnless(Pwsh.IsDemanded, missing);
            Assert.Fail(missing);
        }

        using var folder = new TempFolder(Path.GetFileNameWithoutExtension(file));

        var run = Run(file, folder);

        if (run.Failures.Count > 0)
        {
            Assert.Fail(string.Join("\n\n", run.Failures.Select(failure => $"{failure.Name}: {failure.Message}")));
        }

        run.Passed.ShouldBeGreaterThan(0, "no Pester test ran");
    }

    private static PesterRun Run(string file, TempFolder folder)
    {
        var result = folder["result.json"];
        var command = Command.Run(
            folder.CreateFolder("work"), Environment(folder), Pwsh.Installed.Executable!,
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(SourceTree.Tests, "RunPester.ps1"),
            "-Test", Path.Combine(SourceTree.Tests, file), "-Pester", Pwsh.Installed.Pester!, "-Result", result);
        File.Exists(result).ShouldBeTrue(command.Transcript);
        return JsonSerializer.Deserialize<PesterRun>(File.ReadAllText(result))!;
    }

    /// <summary>Nothing of the user's: no profile, no Git configuration, no cache, no modules.</summary>
    private static Dictionary<string, string?> Environment(TempFolder folder) => new()
    {
        ["HOME"] = folder.CreateFolder("home"),
        ["USERPROFILE"] = folder["home"],
        ["XDG_CONFIG_HOME"] = null,
        ["XDG_DATA_HOME"] = null,
        ["XDG_CACHE_HOME"] = null,
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["TMPDIR"] = folder.CreateFolder("tmp"),
        ["PSModulePath"] = SourceTree.StagedModules,
        ["MODEL_REGISTRY_CACHE"] = folder["cache"],
        ["REGISTRY_STAGED"] = SourceTree.StagedModules,
        ["REGISTRY_SOURCE"] = Path.TrimEndingDirectorySeparator(SourceTree.Root),
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
        ["NO_COLOR"] = "1",
    };

    private sealed record PesterRun(int Passed, IReadOnlyList<PesterFailure> Failures);

    private sealed record PesterFailure(string Name, string Message);
}
