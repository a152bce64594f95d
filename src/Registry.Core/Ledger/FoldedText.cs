using System.Text;

namespace Registry.Ledger;

/// <summary>
/// Text of several lines as a trailer's value, by Git's own folding: lines after the first begin with one space. Git
/// ends the trailers at a blank line, so a line without text has a <c>.</c> before it, and so has one that begins with
/// a <c>.</c> itself.
/// </summary>
internal static class FoldedText
{
    /// <summary>Everything that goes behind <c>Key: </c>; a value of one line as it is.</summary>
    public static string Fold(string text)
    {
        var lines = text.Split('\n');

        // What stands beside the key is trimmed by every reader: such a first line goes below it.
        var beside = text.Length == 0 || (lines[0].Length > 0 && lines[0].Trim().Length == lines[0].Length);
        var folded = new StringBuilder(beside ? lines[0] : "");
        foreach (var line in lines.Skip(beside ? 1 : 0))
        {
            var marked = string.IsNullOrWhiteSpace(line) || line.StartsWith('.');
            folded.Append('\n').Append(marked ? " ." : " ").Append(line);
        }

        return folded.ToString();
    }

    /// <summary>The text again, from what stood beside the key and the lines below it.</summary>
    public static string Unfold(string beside, IReadOnlyList<string> below)
    {
        var lines = below.Select(line => line[1..]).Select(line => line.StartsWith('.') ? line[1..] : line);
        return below.Count == 0 ? beside
            : string.Join('\n', beside.Length > 0 ? lines.Prepend(beside) : lines);
    }

    /// <summary>Whether a line goes on with the trailer above it.</summary>
    public static bool IsContinuation(string line) => line.StartsWith(' ') || line.StartsWith('\t');
}
