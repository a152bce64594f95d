using System.Runtime.InteropServices;

namespace Registry.MSBuild.Tests;

/// <summary>
/// Packages that are on the machine already, as a source of a scenario: nothing is asked of a network, and of ours only
/// the feed's is taken.
/// </summary>
internal static class UserPackages
{
    private static string Folder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    /// <summary>This machine as .NET names it for self-contained applications.</summary>
    public static string Runtime =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + $"-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public static bool Have(string id, string version) =>
        Directory.Exists(Path.Combine(Folder, id.ToLowerInvariant(), version));

    public static void Allow(Scenario scenario, string? more = null) => File.WriteAllText(
        scenario["NuGet.config"],
        $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="feed" value="{scenario.Feed.Path}" />
            <add key="more" value="{more ?? scenario.Feed.Path}" />
            <add key="machine" value="{Folder}" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="feed"><package pattern="Registry.MSBuild" /></packageSource>
            <packageSource key="more"><package pattern="Packed.*" /></packageSource>
            <packageSource key="machine"><package pattern="*" /></packageSource>
          </packageSourceMapping>
        </configuration>
        """);
}
