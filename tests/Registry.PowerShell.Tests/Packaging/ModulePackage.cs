using System.IO.Compression;
using System.Xml.Linq;
using Registry.Testing;

namespace Registry.PowerShell.Tests.Packaging;

/// <summary>The module as a package, made once of what the build has staged, in a folder of its own.</summary>
[CollectionDefinition(nameof(ModulePackage))]
public sealed class ModulePackage : ICollectionFixture<ModulePackage>, IDisposable
{
    private readonly TempFolder _folder = new("module-package");

    public ModulePackage() => Path = Pack(Staged, _folder["feed"]);

    /// <summary>What the build staged.</summary>
    public static string Staged =>
        Directory.GetDirectories(System.IO.Path.Combine(SourceTree.StagedModules, "Registry")).Single();

    public string Path { get; }

    public string Feed => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Packs a folder, and returns the path of the package.</summary>
    public static string Pack(string staged, string output)
    {
        Command.Run(
            SourceTree.Root, "dotnet", "pack", "build/Registry.Module", "-nodeReuse:false", "-o", output,
            $"-p:StagedModule={staged}/").Succeeded();
        return Directory.GetFiles(output, "*.nupkg").Single();
    }

    /// <summary>What is in the package but what makes it one.</summary>
    public IReadOnlyList<string> Files()
    {
        using var archive = ZipFile.OpenRead(Path);
        return [.. archive.Entries.Select(entry => entry.FullName).Where(name => !IsOfPackage(name))];
    }

    /// <summary>The element of a name in the package's specification.</summary>
    public string Says(string element)
    {
        using var archive = ZipFile.OpenRead(Path);
        using var nuspec = archive.GetEntry("Registry.nuspec")!.Open();
        return XDocument.Load(nuspec).Descendants().Single(e => e.Name.LocalName == element).Value;
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsOfPackage(string name) =>
        name is "Registry.nuspec" or "[Content_Types].xml" || name.StartsWith("_rels/", StringComparison.Ordinal)
        || name.StartsWith("package/", StringComparison.Ordinal);
}
