using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Registry.PowerShell.Binding;

/// <summary>The word before the cursor, and how to put a candidate in its place.</summary>
internal sealed partial class TypedWord
{
    private readonly char? _quote;

    public TypedWord(string word)
    {
        _quote = word.Length > 0 && word[0] is '\'' or '"' ? word[0] : null;
        Text = word.Trim('\'', '"');
    }

    /// <summary>Without quotes.</summary>
    public string Text { get; }

    /// <summary>Whether the candidate begins so, a version's <c>v</c> left out or not.</summary>
    public bool Begins(string candidate) =>
        candidate.StartsWith(Text, StringComparison.OrdinalIgnoreCase)
        || (candidate.StartsWith('v') && candidate.AsSpan(1).StartsWith(Text, StringComparison.OrdinalIgnoreCase));

    public CompletionResult Complete(string candidate, string tip) =>
        new(Quoted(candidate), candidate, CompletionResultType.ParameterValue, tip);

    private string Quoted(string candidate) => _quote switch
    {
        '"' => "\"" + candidate.Replace("`", "``").Replace("$", "`$").Replace("\"", "`\"") + "\"",
        null when Plain().IsMatch(candidate) => candidate,
        _ => "'" + CodeGeneration.EscapeSingleQuotedStringContent(candidate) + "'",
    };

    /// <summary>What PowerShell takes as one argument: no leading <c>@</c>, <c>#</c> or <c>-</c>.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_./][A-Za-z0-9_./:@#=+!-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
