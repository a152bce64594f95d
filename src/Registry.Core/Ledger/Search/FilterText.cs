using Registry.Naming;

namespace Registry.Ledger.Search;

/// <summary>A filter as it was given, and the one place that says what is wrong with it and where.</summary>
internal sealed class FilterText
{
    /// <summary>No filter is longer, in characters.</summary>
    public const int Longest = 16 * 1024;

    private const int Before = 60;
    private const int After = 30;

    /// <exception cref="RegistryException">MLR1003 where it is too long.</exception>
    public FilterText(string text)
    {
        Text = text;
        if (text.Length > Longest)
        {
            throw Wrong(
                Longest, $"A filter has at most {Longest} characters, and this one has {text.Length}; shorten it.");
        }
    }

    public string Text { get; }

    /// <summary>Behind the last character that says something.</summary>
    public int End => Text.AsSpan().TrimEnd().Length;

    /// <summary>MLR1003 with the column, the filter around it, and a caret below.</summary>
    /// <param name="at">Where, from 0.</param>
    /// <param name="what">What was expected there, as sentences.</param>
    public RegistryException Wrong(int at, string what)
    {
        var first = Math.Max(0, at - Before);
        var last = Math.Min(Text.Length, at + After);
        var shown = string.Concat(Text[first..last].Select(c => char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c));
        var (cut, more) = (first > 0 ? "…" : "", last < Text.Length ? "…" : "");
        var caret = new string(' ', cut.Length + at - first) + "^";
        return new RegistryException(
            ErrorCodes.Malformed,
            $"The filter cannot be read at column {at + 1}:\n  {cut}{shown.TrimEnd()}{more}\n  {caret}\n{what}");
    }

    /// <summary>Expected this, found that.</summary>
    public RegistryException Expected(string what, Token found) =>
        Wrong(found.At, $"Expected {what}, found {Of(found)}.");

    /// <summary>A token as a message names it.</summary>
    public string Of(Token token) => token.Kind switch
    {
        TokenKind.End => "the end of the filter",
        TokenKind.Text => Shown.Of(Text[token.At..token.End]),
        _ => $"'{Shown.Of(Text[token.At..token.End])}'",
    };
}
