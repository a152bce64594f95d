using System.Text.RegularExpressions;

namespace Registry.HelpGenerator.Markdown;

/// <summary>
/// Reads the Markdown that help is written in: headings, paragraphs, flat lists, fenced code. All else is refused,
/// because a console would show it as it stands.
/// </summary>
internal sealed partial class MarkdownReader
{
    private const string Fence = "```";
    private readonly string _file;
    private readonly string[] _lines;
    private readonly List<Block> _blocks = [];
    private int _at;

    private MarkdownReader(string file, string text) => (_file, _lines) = (file, text.TrimEnd('\n').Split('\n'));

    /// <exception cref="PageException">Something that is not of the subset, with its line.</exception>
    public static IReadOnlyList<Block> Read(string file, string text)
    {
        var reader = new MarkdownReader(file, text);
        while (reader._at < reader._lines.Length)
        {
            reader.ReadBlock();
        }

        return reader._blocks;
    }

    private void ReadBlock()
    {
        var line = _lines[_at];
        if (line.Length == 0)
        {
            _at++;
        }
        else if (line.StartsWith(Fence, StringComparison.Ordinal))
        {
            ReadCode(line[Fence.Length..]);
        }
        else if (HeadingLine().Match(line) is { Success: true } heading)
        {
            var (level, text) = (heading.Groups[1].Length, heading.Groups[2].Value);
            _blocks.Add(new Heading(level, InlineText.Plain(text, _file, _at + 1), ++_at));
            RefuseUnless(_at >= _lines.Length || _lines[_at].Length == 0, "A heading needs an empty line after it.");
        }
        else if (ItemLine().Match(line) is { Success: true } item)
        {
            var at = _at + 1;
            _blocks.Add(new Item(item.Groups[1].Value, Joined(item.Groups[2].Value, "  "), at));
        }
        else
        {
            Refuse(line);
            var at = _at + 1;
            _blocks.Add(new Paragraph(Joined(line, ""), at));
        }
    }

    private void ReadCode(string language)
    {
        var start = _at++;
        var end = Array.FindIndex(_lines, _at, line => line == Fence);
        if (end < 0)
        {
            throw new PageException(_file, start + 1, "The code that begins here has no end.");
        }

        RefuseUnless(language.Length > 0, "Code needs its language after the fence, or 'text'.");
        _blocks.Add(new Code(language, _lines[_at..end], start + 1));
        _at = end + 1;
    }

    /// <summary>The present line and those that go on from it, indented so.</summary>
    private string Joined(string first, string indent)
    {
        var at = _at + 1;
        var parts = new List<string> { first };
        while (++_at < _lines.Length && _lines[_at].Length > 0 && !ItemLine().IsMatch(_lines[_at]))
        {
            var line = _lines[_at];
            RefuseUnless(
                line.StartsWith(indent, StringComparison.Ordinal), "What goes on from an item is indented by two.");
            Refuse(line[indent.Length..]);
            parts.Add(line[indent.Length..]);
        }

        return InlineText.Plain(string.Join(' ', parts), _file, at);
    }

    /// <summary>What another reader of Markdown would take for something else than text.</summary>
    private void Refuse(string line) => RefuseUnless(
        !Foreign().IsMatch(line) && line.TrimEnd() == line && !line.Contains('\t', StringComparison.Ordinal),
        "Only headings to level 3, paragraphs, lists with '-' or numbers, and fenced code can be shown; no tables, "
        + "quotes, HTML, indented text, tabs, or blanks at the end of a line.");

    private void RefuseUnless(bool isFine, string message)
    {
        if (!isFine)
        {
            throw new PageException(_file, _at + 1, message);
        }
    }

    [GeneratedRegex(@"^(#{1,3}) (\S.*)$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^(-|[0-9]+\.) (\S.*)$")]
    private static partial Regex ItemLine();

    [GeneratedRegex(@"^([#>|<\s~]|[*+] |```|---|===)")]
    private static partial Regex Foreign();
}
