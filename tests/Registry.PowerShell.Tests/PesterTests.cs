using System.Text.Json;
using Registry.Testing;

namespace Registry.PowerShell.Tests;

/// <summary>Runs the Pester suite on the staged module, each file in a PowerShell of its own.</summary>
public class PesterTests
{
    /// <summary>What users have; under the last, letters and numbers are not what programs expect.</summary>
    private static readonly string[] s_languages = ["en_US.UTF-8", "C.UTF-8", "tr_TR.UTF-8"];

    private static readonly string[] s_cultures = ["en-US", "", "tr-TR"];

    /// <summary>
    /// Every file under one of the languages by turns; with <c>REGISTRY_TEST_SOAK=1</c> under each.
    /// </summary>
    public static TheoryData<string, string> Files => [.. FilesOfLanguages()];

    [Theory, MemberData(nameof(Files))]
    public void The_module_behaves(string file, string language)
    {
        if (Pwsh.Installed.Missing is { } missing)
        {
            // Whoever names a PowerShell wants the suite to run.
            Assert.SkipUnless(Pwsh.IsDemanded, missing);
            Assert.Fail(missing);
        }

        using var folder = new TempFolder(Path.GetFileNameWithoutExtension(file));

        var run = Run(file, language, folder);

        if (run.Failures.Count > 0)
        {
            Assert.Fail(string.Join("\n\n", run.Failures.Select(failure => $"{failure.Name}: {failure.Message}")));
        }

        run.Passed.ShouldBeGreaterThan(0, "no Pester test ran");
        if (!OperatingSystem.IsWindows())
        {
            run.Culture.ShouldBe(s_cultures[Array.IndexOf(s_languages, language)]);
        }
    }

    private static IEnumerable<(string, string)> FilesOfLanguages()
    {
        var files = new DirectoryInfo(SourceTree.Tests).GetFiles("*.Tests.ps1").Select(file => file.Name);
        return files.Order(StringComparer.Ordinal).SelectMany((file, at) =>
            (Environment.GetEnvironmentVariable("REGISTRY_TEST_SOAK") == "1"
                ? s_languages : [s_languages[at % s_languages.Length]]).Select(language => (file, language)));
    }

    private static PesterRun Run(string file, string language, TempFolder folder)
    {
        var result = folder["result.json"];
        var command = Command.Run(
            folder.CreateFolder("work"), EnvironmentOf(folder, language), Pwsh.Installed.Executable!,
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(SourceTree.Tests, "RunPester.ps1"),
            "-Test", Path.Combine(SourceTree.Tests, file), "-Pester", Pwsh.Installed.Pester!, "-Result", result);
        File.Exists(result).ShouldBeTrue(command.Transcript);
        return JsonSerializer.Deserialize<PesterRun>(File.ReadAllText(result))!;
    }

    /// <summary>Nothing of the user's, neither cache nor modules.</summary>
    private static Dictionary<string, string?> EnvironmentOf(TempFolder folder, string language) => new(
        Pwsh.CleanEnvironment(folder))
    {
        ["LANG"] = language,
        ["LC_ALL"] = null,
        ["PSModulePath"] = SourceTree.StagedModules,
        ["MODEL_REGISTRY_CACHE"] = folder["cache"],
        ["REGISTRY_STAGED"] = SourceTree.StagedModules,
        ["REGISTRY_SOURCE"] = Path.TrimEndingDirectorySeparator(SourceTree.Root),
    };

    private sealed record PesterRun(int Passed, string Culture, IReadOnlyList<PesterFailure> Failures);

    private sealed record PesterFailure(string Name, string Message);
}
