using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Registry.PowerShell.Binding;

/// <summary>The word before the cursor, and how to put a candidate in its place.</summary>
internal sealed partial class TypedWord
{
    private readonly char? _quote;
    private readonly bool _isClosed;

    /// <param name="word">As a completer gets it: a quote that is open is closed there.</param>
    /// <param name="line">Where the word is as it was typed.</param>
    public TypedWord(string word, CommandAst line)
    {
        _quote = word.Length > 0 && word[0] is '\'' or '"' ? word[0] : null;
        _isClosed = _quote is not null && line.CommandElements.Any(element => element.Extent.Text == word);
        var inside = _quote is not { } quote ? word : word[1..(word.Length > 1 && word[^1] == quote ? ^1 : ^0)];
        Text = _quote switch
        {
            '\'' => inside.Replace("''", "'", StringComparison.Ordinal),
            '"' => Escape().Replace(inside, "$1"),
            _ => inside,
        };
    }

    /// <summary>What it means: without quotes and escapes.</summary>
    public string Text { get; }

    /// <summary>Whether the candidate begins so, a version's <c>v</c> left out or not.</summary>
    public bool Begins(string candidate) =>
        candidate.StartsWith(Text, StringComparison.OrdinalIgnoreCase)
        || (candidate.StartsWith('v') && candidate.AsSpan(1).StartsWith(Text, StringComparison.OrdinalIgnoreCase));

    public CompletionResult Complete(Candidate candidate)
    {
        var text = candidate.Goes && !_isClosed ? Quoted(candidate.Text, _quote ?? '\'')[..^1] : Quoted(candidate.Text, _quote);
        return new(text, candidate.Shown ?? candidate.Text, CompletionResultType.ParameterValue, candidate.Tip);
    }

    private static string Quoted(string candidate, char? quote) => quote switch
    {
        '"' => "\"" + candidate.Replace("`", "``").Replace("$", "`$").Replace("\"", "`\"") + "\"",
        null when Plain().IsMatch(candidate) => candidate,
        _ => "'" + CodeGeneration.EscapeSingleQuotedStringContent(candidate) + "'",
    };

    [GeneratedRegex("""(?:`|"(?="))(.)""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escape();

    /// <summary>What PowerShell takes as one argument: no leading <c>@</c>, <c>#</c> or <c>-</c>.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_./][A-Za-z0-9_./:@#=+!-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
