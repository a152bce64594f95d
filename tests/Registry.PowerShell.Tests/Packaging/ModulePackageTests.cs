using System.IO.Compression;
using Registry.PowerShell.Tests.Design;
using Registry.Testing;

namespace Registry.PowerShell.Tests.Packaging;

[Collection(nameof(ModulePackage))]
public sealed class ModulePackageTests(ModulePackage package)
{
    private static readonly string[] s_assemblies =
    [
        "AWSSDK.Core.dll", "AWSSDK.S3.dll", "AWSSDK.SSO.dll", "AWSSDK.SSOOIDC.dll", "AWSSDK.SecurityToken.dll",
        "Microsoft.Extensions.FileSystemGlobbing.dll", "NuGet.Versioning.dll", "Registry.Core.dll",
        "Registry.Loader.dll", "Registry.PowerShell.deps.json", "Registry.PowerShell.dll", "YamlDotNet.dll",
    ];

    [Fact]
    public void It_has_what_is_needed_and_nothing_else() => package.Files().ShouldBe(
        [
            "LICENSE", "Registry.psd1", "en-US/Registry.PowerShell.dll-Help.xml", "en-US/about_Registry.help.txt",
            "en-US/about_Registry_Automation.help.txt", "en-US/about_Registry_Concepts.help.txt",
            "en-US/about_Registry_Errors.help.txt", "module/Registry.Format.ps1xml", "module/Registry.Types.ps1xml",
            "module/Registry.psm1", .. s_assemblies.Select(name => $"module/bin/net10.0/{name}"),
        ],
        ignoreOrder: true);

    [Fact]
    public void It_is_what_was_staged() =>
        package.Files().ShouldBe(
            Directory.GetFiles(ModulePackage.Staged, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(ModulePackage.Staged, file).Replace('\\', '/')),
            ignoreOrder: true);

    [Theory]
    [InlineData("version", "ModuleVersion")]
    [InlineData("authors", "Author")]
    [InlineData("copyright", "Copyright")]
    [InlineData("projectUrl", "ProjectUri")]
    [InlineData("licenseUrl", "LicenseUri")]
    [InlineData("releaseNotes", "ReleaseNotes")]
    public void It_says_what_the_manifest_says(string element, string key) =>
        package.Says(element).ShouldBe(ModuleManifest.Strings(key).Single());

    [Fact]
    public void Its_description_is_that_of_the_manifest() =>
        ModuleManifest.Text.ShouldContain($"Description = @'\n{package.Says("description")}\n'@");

    /// <summary>Those of the manifest, and those by which galleries find modules and commands.</summary>
    [Fact]
    public void Its_tags_name_the_kind_the_editions_and_each_command()
    {
        var commands = CommandType.All.Select(command => command.Name).ToList();

        package.Says("tags").Split(' ').ShouldBe(
            [
                "PSModule", .. ModuleManifest.Strings("Tags"), "PSIncludes_Cmdlet",
                .. commands.Select(name => $"PSCmdlet_{name}"), .. commands.Select(name => $"PSCommand_{name}"),
            ],
            ignoreOrder: true);
        package.Says("tags").Length.ShouldBeLessThan(4000, "the gallery takes no more");
    }

    [Fact]
    public void It_depends_on_no_package()
    {
        using var archive = ZipFile.OpenRead(package.Path);
        using var text = new StreamReader(archive.GetEntry("Registry.nuspec")!.Open());

        text.ReadToEnd().ShouldNotContain("<dependency ");
    }

    /// <summary>Of a copy that was written at another time and in another order.</summary>
    [Fact]
    public void Packed_again_the_bytes_are_the_same()
    {
        using var folder = new TempFolder();
        foreach (var file in package.Files().Reverse())
        {
            folder.Write($"copy/{file}", File.ReadAllBytes(Path.Combine(ModulePackage.Staged, file)));
        }

        var again = ModulePackage.Pack(folder["copy"], folder["feed"]);

        File.ReadAllBytes(again).ShouldBe(File.ReadAllBytes(package.Path));
    }
}
