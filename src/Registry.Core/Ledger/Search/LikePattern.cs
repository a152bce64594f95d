using System.Text;

namespace Registry.Ledger.Search;

/// <summary>
/// SQL's LIKE: <c>%</c> is any text, <c>_</c> any one character; neither can be escaped. Without backtracking into
/// earlier wildcards, so no pattern takes longer than its length times the text's.
/// </summary>
internal sealed class LikePattern(string pattern, bool ignoreCase)
{
    private static readonly Rune s_anyText = new('%');
    private static readonly Rune s_anyOne = new('_');

    private readonly Rune[] _pattern = Fold(pattern, ignoreCase);

    public bool IsMatch(string text)
    {
        var value = Fold(text, ignoreCase);
        var (at, p, wildcard, retry) = (0, 0, -1, 0);
        while (at < value.Length)
        {
            if (p < _pattern.Length && _pattern[p] == s_anyText)
            {
                (wildcard, retry) = (p++, at);
            }
            else if (p < _pattern.Length && (_pattern[p] == s_anyOne || _pattern[p] == value[at]))
            {
                (at, p) = (at + 1, p + 1);
            }
            else if (wildcard >= 0)
            {
                (at, p) = (++retry, wildcard + 1);
            }
            else
            {
                return false;
            }
        }

        return _pattern.AsSpan(p).TrimStart(s_anyText).IsEmpty;
    }

    private static Rune[] Fold(string text, bool ignoreCase) =>
        [.. text.EnumerateRunes().Select(rune => ignoreCase ? Rune.ToUpperInvariant(rune) : rune)];
}
