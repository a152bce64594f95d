using System.Text.RegularExpressions;
using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>Reads the page of a command: its sections are PlatyPS's, less what the command itself tells.</summary>
internal static partial class CommandPageReader
{
    /// <exception cref="PageException">The page departs from the layout.</exception>
    public static CommandPage Read(string file, string text)
    {
        var (title, sections) = Section.Page(
            MarkdownReader.Read(file, text), file,
            "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES?", "RELATED LINKS");
        if (title != Path.GetFileNameWithoutExtension(file))
        {
            throw new PageException(file, 1, $"The title is '{title}', and the file is named otherwise.");
        }

        return new CommandPage(
            file, title, Synopsis(sections["SYNOPSIS"], file),
            sections["DESCRIPTION"].Filled(file).Blocks,
            [.. Section.Split(sections["EXAMPLES"].Blocks, 3, file).Select((s, at) => ExampleOf(s, at + 1, file))],
            Entries(sections["PARAMETERS"], file, prefix: "-"),
            Entries(sections["INPUTS"].Filled(file), file),
            Entries(sections["OUTPUTS"].Filled(file), file),
            sections.TryGetValue("NOTES", out var notes) ? notes.Filled(file).Blocks : [],
            [.. LinkLines(text, sections["RELATED LINKS"], file)]);
    }

    private static string Synopsis(Section section, string file) =>
        section.Blocks is [Paragraph paragraph] ? paragraph.Text
            : throw new PageException(file, section.Line, "The synopsis is one paragraph.");

    private static Example ExampleOf(Section section, int number, string file)
    {
        var prefix = $"Example {number}: ";
        if (!section.Title.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new PageException(
                file, section.Line, $"The title of an example begins with '{prefix}' here.");
        }

        return section.Blocks is [Code { Language: "powershell" } code, Paragraph, ..]
            && section.Blocks.Skip(1).All(block => block is Paragraph or Item)
            ? new Example(section.Title, code.Text, [.. section.Blocks.Skip(1)], section.Line)
            : throw new PageException(
                file, section.Line, "An example is one fenced block of powershell, then what there is to say of it.");
    }

    private static List<Entry> Entries(Section section, string file, string prefix = "") =>
    [
        .. Section.Split(section.Blocks, 3, file).Select(s =>
            !s.Title.StartsWith(prefix, StringComparison.Ordinal)
                ? throw new PageException(file, s.Line, $"'{s.Title}' does not begin with '{prefix}'.")
                : s.Blocks is [Paragraph, ..] ? new Entry(s.Title[prefix.Length..], s.Blocks, s.Line)
                : throw new PageException(file, s.Line, $"'{s.Title}' is not described by a paragraph.")),
    ];

    /// <summary>From the lines themselves: of plain text, the targets are gone.</summary>
    private static IEnumerable<Link> LinkLines(string text, Section section, string file)
    {
        var lines = text.Split('\n');
        foreach (var block in section.Filled(file).Blocks)
        {
            var match = LinkLine().Match(lines[block.Line - 1]);
            yield return block is Item && match.Success
                ? new Link(match.Groups[1].Value, match.Groups[2].Value, block.Line)
                : throw new PageException(file, block.Line, "Related links are a list of '- [text](target)'.");
        }
    }

    [GeneratedRegex(@"^- \[([^\]]+)\]\(([^)\s]+)\)$")]
    private static partial Regex LinkLine();
}
