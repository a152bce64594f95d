using System.Text.RegularExpressions;

namespace Registry.PowerShell.Tests.Design;

/// <summary>The module's manifest as text: no PowerShell is needed to hold it to the code.</summary>
internal static partial class ModuleManifest
{
    public static string Text { get; } = SourceTree.Read("Registry.psd1").ReplaceLineEndings("\n");

    /// <summary>The strings that a key is set to: one, or those of its array.</summary>
    public static IReadOnlyList<string> Strings(string key)
    {
        var value = Regex.Match(Text, $@"^\s*{key} = (?<value>@\((?<items>[^)]*)\)|.*)$", RegexOptions.Multiline);
        value.Success.ShouldBeTrue($"'{key}' is not in the manifest");
        return [.. Quoted().Matches(value.Groups["value"].Value).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
