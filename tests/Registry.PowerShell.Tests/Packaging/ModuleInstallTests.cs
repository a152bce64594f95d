using System.Text.RegularExpressions;
using Registry.PowerShell.Tests.Design;
using Registry.Testing;

namespace Registry.PowerShell.Tests.Packaging;

/// <summary>The package in the hands of who gets it: a profile that has nothing, and a folder of packages.</summary>
[Collection(nameof(ModulePackage))]
public sealed class ModuleInstallTests(ModulePackage package)
{
    private static readonly string[] s_said =
    [
        "installed 1 True", $"commands {CommandType.All.Count}", "help True", "topic True", "registered v1.0.0",
        "found v1.0.0", "saved 0.1 0.9",
    ];

    [Fact]
    public void Expanded_into_a_clean_profile_it_works()
    {
        using var folder = Folder();

        Install(folder, package.Feed).ShouldBe(s_said);
    }

    [Fact]
    public void Installed_from_a_folder_by_the_script_that_the_help_has_it_works()
    {
        RequireGallery();
        using var folder = Folder();
        var page = SourceTree.Read("module/help/about_Registry_Automation.md").ReplaceLineEndings("\n");
        var script = Regex.Match(page, @"(?s)```powershell\n(# ci/prepare\.ps1\n.*?)```").Groups[1].Value;
        folder.Write("prepare.ps1", script);

        Install(folder, package.Feed, "-Prepare", folder["prepare.ps1"]).ShouldBe(s_said);
    }

    /// <summary>As its authors publish it: the package as it is, or one that is made of the folder.</summary>
    [Theory]
    [InlineData("-NupkgPath")]
    [InlineData("-Path")]
    public void Published_to_a_folder_it_can_be_found_by_name_and_command(string parameter)
    {
        RequireGallery();
        using var folder = Folder();
        var feed = folder.CreateFolder("published");
        var published = parameter == "-Path" ? ModulePackage.Staged : package.Path;

        var said = Run(
            folder, "-Command",
            $$"""
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name models -Uri '{{feed}}' -Trusted
            Publish-PSResource {{parameter}} '{{published}}' -Repository models
            $found = Find-PSResource Registry -Repository models
            $found.Name, $found.Version.ToString(), $found.Author, "$($found.ProjectUri)", "$($found.LicenseUri)"
            """);

        said.ShouldBe(
        [
            "Registry", package.Says("version"), package.Says("authors"), package.Says("projectUrl"),
            package.Says("licenseUrl"),
        ]);
        Directory.GetFiles(feed).Select(Path.GetFileName).ShouldBe([Path.GetFileName(package.Path)]);
    }

    private static void RequireGallery()
    {
        Assert.SkipUnless(
            Pwsh.Installed.Modules.ContainsKey(Pwsh.Gallery), $"{Pwsh.Gallery} is missing; PowerShell brings it.");
    }

    private static TempFolder Folder()
    {
        Assert.SkipUnless(Pwsh.Installed.Missing is null, Pwsh.Installed.Missing ?? "");
        return new TempFolder("module-install");
    }

    private static string[] Install(TempFolder folder, string feed, params string[] more) => Run(
        folder,
        [
            "-File", Path.Combine(SourceTree.Tests, "Packaging", "Install.ps1"), "-Feed", feed, "-Work",
            folder["work"], .. more,
        ]);

    /// <summary>What a script wrote, line by line.</summary>
    private static string[] Run(TempFolder folder, params string[] arguments) => Command.Run(
            folder.Path, Environment(folder), Pwsh.Installed.Executable!,
            ["-NoProfile", "-NonInteractive", .. arguments])
        .Succeeded().All.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Dictionary<string, string?> Environment(TempFolder folder) => new(Pwsh.CleanEnvironment(folder))
    {
        ["MODEL_REGISTRY_CACHE"] = null,
        // Beside PowerShell's own and the profile's, which is empty: only what installs.
        ["PSModulePath"] = Pwsh.Installed.Modules.TryGetValue(Pwsh.Gallery, out var manifest)
            ? Path.GetFullPath(Path.Combine(manifest, "../../.."))
            : null,
    };
}
