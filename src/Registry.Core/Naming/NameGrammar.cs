using System.Buffers;

namespace Registry.Naming;

/// <summary>
/// GTO's grammar of names, character by character: it is asked once for every tag of a repository, where an expression
/// would take longer than all the rest.
/// </summary>
internal static class NameGrammar
{
    /// <summary>Longest name that is looked at, in characters; what is written is shorter still.</summary>
    private const int Longest = 1000;

    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> s_inner = SearchValues.Create(Alphanumeric + "-/_");
    private static readonly SearchValues<char> s_directory = SearchValues.Create(Alphanumeric + "-_./");

    /// <summary>
    /// A name or a stage: letters, digits, <c>-</c>, <c>_</c>, <c>/</c>, with a letter or digit at both ends.
    /// </summary>
    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && !text.ContainsAnyExcept(s_inner);

    /// <summary>A name, with a directory before it or not.</summary>
    /// <param name="text">The whole.</param>
    /// <param name="separator">What stands after the directory: <c>:</c> for people, <c>=</c> in refs.</param>
    public static bool IsModel(ReadOnlySpan<char> text, char separator)
    {
        var at = text.IndexOf(separator);
        return text.Length <= Longest
            && (at < 0 || (at > 0 && !text[..at].ContainsAnyExcept(s_directory)))
            && IsName(text[(at + 1)..]);
    }
}
