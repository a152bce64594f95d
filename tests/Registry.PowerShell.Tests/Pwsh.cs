using Registry.Testing;

namespace Registry.PowerShell.Tests;

/// <summary>
/// The PowerShell and the Pester that the suite runs on, or why there is none; and the folders of modules that some
/// tests use where they are.
/// </summary>
internal sealed record Pwsh(string? Executable, string? Pester, string? Missing)
{
    public const string Analyzer = "PSScriptAnalyzer";

    public const string Gallery = "Microsoft.PowerShell.PSResourceGet";

    private const string PesterName = "Pester";

    private static readonly Lazy<Pwsh> Found = new(Find);

    private const string Probe =
        "'{0}.{1}' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor; "
        + $"Get-Module {PesterName}, {Analyzer}, {Gallery} -ListAvailable | Where-Object Version -ge '1.0' | "
        + $"Where-Object {{ $_.Name -ne '{PesterName}' -or $_.Version -ge '5.0' }} | Sort-Object Version | "
        + "ForEach-Object { $_.Name + '=' + $_.Path }";

    // 'dotnet tool restore' brings one, too, but only for those who stand in the repository: the tests do not.
    private const string Remedy =
        "run 'dotnet tool install --global powershell', or set REGISTRY_PWSH to the path of a PowerShell 7.6.";

    public static Pwsh Installed => Found.Value;

    /// <summary>Manifests of modules by name.</summary>
    public IReadOnlyDictionary<string, string> Modules { get; private init; } = new Dictionary<string, string>();

    public static bool IsDemanded => Demanded is { Length: > 0 };

    /// <summary>Nothing of the user's in what it starts with: no profile, no Git configuration, no folders of theirs.</summary>
    public static Dictionary<string, string?> CleanEnvironment(TempFolder folder) => new()
    {
        ["HOME"] = folder.CreateFolder("home"),
        ["USERPROFILE"] = folder["home"],
        ["XDG_CONFIG_HOME"] = null,
        ["XDG_DATA_HOME"] = null,
        ["XDG_CACHE_HOME"] = null,
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["TMPDIR"] = folder.CreateFolder("tmp"),
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
        ["NO_COLOR"] = "1",
    };

    private static string? Demanded => Environment.GetEnvironmentVariable("REGISTRY_PWSH");

    private static Pwsh Find()
    {
        var executable = IsDemanded ? Demanded! : "pwsh";
        string[] said;
        try
        {
            said = Command.Run(SourceTree.Root, executable, "-NoProfile", "-NonInteractive", "-Command", Probe)
                .Succeeded().Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return Without(
                $"'{executable}' does not run ({e.Message}); {Remedy}");
        }

        if (!Version.TryParse(said.FirstOrDefault(), out var version) || version < new Version(7, 6))
        {
            return Without(
                $"'{executable}' is PowerShell {said.FirstOrDefault()}, not 7.6 or later; {Remedy}");
        }

        // The newest last.
        var modules = said.Skip(1).Select(line => line.Split('=', 2)).GroupBy(pair => pair[0], pair => pair[1])
            .ToDictionary(group => group.Key, group => group.Last());
        return modules.TryGetValue(PesterName, out var pester)
            ? new Pwsh(executable, pester, null) { Modules = modules }
            : Without("Pester 5 is missing: run 'Install-PSResource Pester' in PowerShell.");
    }

    private static Pwsh Without(string reason) => new(null, null, reason);
}
