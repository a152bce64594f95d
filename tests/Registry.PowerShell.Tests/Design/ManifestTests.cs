using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Registry.PowerShell.Tests.Design;

/// <summary>The manifest as text: no PowerShell is needed to hold it to the code.</summary>
public partial class ManifestTests
{
    private static readonly string Manifest = SourceTree.Read("Registry.psd1");

    [Fact]
    public void It_exports_exactly_the_commands_there_are() =>
        Strings("CmdletsToExport").ShouldBe(CommandType.All.Select(command => command.Name), ignoreOrder: true);

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void It_exports_nothing_else(string key) => Strings(key).ShouldBeEmpty();

    [Fact]
    public void Its_version_is_the_one_in_common_props()
    {
        var version = XDocument.Load(SourceTree.PathOf("build/Common.props")).Descendants("VersionPrefix").Single();

        Strings("ModuleVersion").ShouldBe([version.Value]);
    }

    [Fact]
    public void It_is_for_PowerShell_7_6_and_up()
    {
        Strings("CompatiblePSEditions").ShouldBe(["Core"]);
        Strings("PowerShellVersion").ShouldBe(["7.6"]);
        new[] { "PSEdition_Core", "Windows", "Linux", "MacOS" }.ShouldBeSubsetOf(Strings("Tags"));
    }

    [Fact]
    public void The_files_it_names_are_there()
    {
        foreach (var file in new[] { "RootModule", "FormatsToProcess", "TypesToProcess" }.SelectMany(Strings))
        {
            File.Exists(SourceTree.PathOf(file)).ShouldBeTrue(file);
        }
    }

    [Theory]
    [InlineData("LicenseUri")]
    [InlineData("ProjectUri")]
    [InlineData("ReleaseNotes")]
    [InlineData("GUID")]
    public void It_says_where_it_comes_from(string key) => Strings(key).Single().ShouldNotBeNullOrWhiteSpace();

    /// <summary>The strings that a key is set to: one, or those of its array.</summary>
    private static List<string> Strings(string key)
    {
        var value = Regex.Match(Manifest, $@"^\s*{key} = (?<value>@\((?<items>[^)]*)\)|.*)$", RegexOptions.Multiline);
        value.Success.ShouldBeTrue($"'{key}' is not in the manifest");
        return [.. Quoted().Matches(value.Groups["value"].Value).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
