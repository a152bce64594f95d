using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>A model's name as commands take it: exact, or with wildcards, which ignore case.</summary>
internal readonly struct NamePattern(string text)
{
    private const string Every = "*";

    /// <summary>The name; null where there are wildcards in it.</summary>
    public string? Exact { get; } = WildcardPattern.ContainsWildcardCharacters(text) ? null : text;

    /// <summary>Which names match; null for a name without wildcards, and where every name does.</summary>
    public Func<string, bool>? Matches { get; } = text == Every || !WildcardPattern.ContainsWildcardCharacters(text)
        ? null : new WildcardPattern(text, WildcardOptions.IgnoreCase).IsMatch;
}
