using Registry.Testing;

namespace Registry.PowerShell.Tests;

/// <summary>The PowerShell and the Pester that the suite runs on, or why there is none.</summary>
internal sealed record Pwsh(string? Executable, string? Pester, string? Missing)
{
    private static readonly Lazy<Pwsh> Found = new(Find);

    private const string Probe =
        "'{0}.{1}' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor; "
        + "Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0' | Sort-Object Version | "
        + "Select-Object -Last 1 -ExpandProperty Path";

    // 'dotnet tool restore' brings one, too, but only for those who stand in the repository: the tests do not.
    private const string Remedy =
        "run 'dotnet tool install --global powershell', or set REGISTRY_PWSH to the path of a PowerShell 7.6.";

    public static Pwsh Installed => Found.Value;

    public static bool IsDemanded => Demanded is { Length: > 0 };

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

        return said.Length > 1
            ? new Pwsh(executable, said[1], null)
            : Without("Pester 5 is missing: run 'Install-PSResource Pester' in PowerShell.");
    }

    private static Pwsh Without(string reason) => new(null, null, reason);
}
