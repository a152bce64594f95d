using System.Reflection;
using Registry.MSBuild.Tests;
using Registry.Testing;

[assembly: AssemblyFixture(typeof(PackageFeed))]

namespace Registry.MSBuild.Tests;

/// <summary>
/// The package as users get it: packed once, in a folder feed that restores into a folder of its own.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    private readonly TempFolder _folder = new("package-feed");

    public PackageFeed() => Pack(_folder["feed"]);

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    public string Path => _folder["feed"];

    /// <summary>Not the user's: a package of this version may be there from an earlier run.</summary>
    public string Packages => _folder["packages"];

    public string Package => Directory.GetFiles(Path, "*.nupkg").Single();

    public string Version =>
        System.IO.Path.GetFileNameWithoutExtension(Package)["Registry.MSBuild.".Length..];

    /// <summary>Packs what the test build has built, so that two builds never write one folder.</summary>
    public static void Pack(string output) =>
        Command.Run(
            RepositoryRoot, "dotnet", "pack", "src/Registry.MSBuild", "--no-build", "-nodeReuse:false",
            "-c", Metadata("Configuration"), "-o", output).Succeeded();

    public void Dispose() => _folder.Dispose();

    private static string Metadata(string key) => typeof(PackageFeed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
