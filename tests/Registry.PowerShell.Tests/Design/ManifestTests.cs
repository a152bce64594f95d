using System.Xml.Linq;

namespace Registry.PowerShell.Tests.Design;

public class ManifestTests
{
    [Fact]
    public void It_exports_exactly_the_commands_there_are() =>
        ModuleManifest.Strings("CmdletsToExport")
            .ShouldBe(CommandType.All.Select(command => command.Name), ignoreOrder: true);

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void It_exports_nothing_else(string key) => ModuleManifest.Strings(key).ShouldBeEmpty();

    [Fact]
    public void Its_version_is_the_one_in_common_props()
    {
        var version = XDocument.Load(SourceTree.PathOf("build/Common.props")).Descendants("VersionPrefix").Single();

        ModuleManifest.Strings("ModuleVersion").ShouldBe([version.Value]);
    }

    [Fact]
    public void It_is_for_PowerShell_7_6_and_up()
    {
        ModuleManifest.Strings("CompatiblePSEditions").ShouldBe(["Core"]);
        ModuleManifest.Strings("PowerShellVersion").ShouldBe(["7.6"]);
        new[] { "PSEdition_Core", "Windows", "Linux", "MacOS" }.ShouldBeSubsetOf(ModuleManifest.Strings("Tags"));
    }

    [Fact]
    public void The_files_it_names_are_there()
    {
        var keys = new[] { "RootModule", "FormatsToProcess", "TypesToProcess" };
        foreach (var file in keys.SelectMany(ModuleManifest.Strings))
        {
            File.Exists(SourceTree.PathOf(file)).ShouldBeTrue(file);
        }
    }

    [Theory]
    [InlineData("LicenseUri")]
    [InlineData("ProjectUri")]
    [InlineData("ReleaseNotes")]
    [InlineData("GUID")]
    public void It_says_where_it_comes_from(string key) =>
        ModuleManifest.Strings(key).Single().ShouldNotBeNullOrWhiteSpace();
}
