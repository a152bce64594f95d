using System.Buffers;

namespace Registry.MSBuild;

/// <summary>Text as MSBuild takes it for an item: what means something to it is escaped.</summary>
internal static class ItemText
{
    private static readonly SearchValues<char> s_special = SearchValues.Create("%;*?$@()'");

    /// <summary>MSBuild takes what it is given as escaped, and a file's name may well hold one of these.</summary>
    public static string Escape(string text) =>
        text.AsSpan().ContainsAny(s_special)
            ? string.Concat(text.Select(c => s_special.Contains(c) ? $"%{(int)c:x2}" : $"{c}"))
            : text;
}
