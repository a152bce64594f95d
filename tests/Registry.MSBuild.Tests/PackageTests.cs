using System.IO.Compression;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class PackageTests(PackageFeed feed)
{
    [Fact]
    public void The_package_has_its_tasks_its_targets_and_no_dependencies()
    {
        using var package = ZipFile.OpenRead(feed.Package);
        var names = package.Entries.Select(e => e.FullName)
            .Where(n => !n.StartsWith('_') && !n.StartsWith('[') && !n.StartsWith("package/", StringComparison.Ordinal));
        using var nuspec = new StreamReader(package.GetEntry("Registry.MSBuild.nuspec")!.Open());
        var text = nuspec.ReadToEnd();

        names.Order(StringComparer.Ordinal).ShouldBe(
        [
            "README.md", "Registry.MSBuild.nuspec", "Sdk/Sdk.props", "Sdk/Sdk.targets",
            "build/InspectModels.targets", "build/PackModels.targets", "build/RegisterModels.targets",
            "build/Registry.MSBuild.props", "build/Registry.MSBuild.targets", "build/RestoreModels.targets",
            "build/TaskHost.targets", "build/Warnings.targets",
            "buildMultiTargeting/Registry.MSBuild.props", "buildMultiTargeting/Registry.MSBuild.targets",
            "buildTransitive/Registry.MSBuild.props", "buildTransitive/Registry.MSBuild.targets",
            "tools/net10.0/AWSSDK.Core.dll", "tools/net10.0/AWSSDK.S3.dll", "tools/net10.0/AWSSDK.SSO.dll",
            "tools/net10.0/AWSSDK.SSOOIDC.dll", "tools/net10.0/AWSSDK.SecurityToken.dll",
            "tools/net10.0/Microsoft.Extensions.FileSystemGlobbing.dll",
            "tools/net10.0/NuGet.Versioning.dll", "tools/net10.0/Registry.Core.dll",
            "tools/net10.0/Registry.MSBuild.deps.json", "tools/net10.0/Registry.MSBuild.dll",
            "tools/net10.0/Registry.MSBuild.runtimeconfig.json",
            "tools/net10.0/YamlDotNet.dll",
        ]);
        text.ShouldContain("<developmentDependency>true</developmentDependency>");
        text.ShouldContain("<license type=\"expression\">MIT</license>");
        text.ShouldContain("<readme>README.md</readme>");
        text.ShouldNotContain("<dependency ");
        new FileInfo(feed.Package).Length.ShouldBeLessThan(5 << 20);
    }

    [Fact]
    public void Packed_twice_the_bytes_are_the_same()
    {
        using var folder = new TempFolder();

        PackageFeed.Pack(folder.Path);

        File.ReadAllBytes(Directory.GetFiles(folder.Path).Single()).ShouldBe(File.ReadAllBytes(feed.Package));
    }
}
