using System.Text;

namespace Registry.Operations.Upkeep.Reporting;

/// <summary>A report as GitHub's Markdown.</summary>
internal static class MarkdownReport
{
    /// <summary>What means something in the midst of a line.</summary>
    private const string Special = "\\`*_[]|~";

    public static string Write(ReportDocument report)
    {
        var text = new StringBuilder();
        Line(text, $"# {Escape(report.Title)}");
        Line(text, $"**Outcome: {Escape(report.Outcome.Text)}**");
        text.Append(string.Concat(report.Facts.Select(fact => $"- {fact.Label}: {Escape(fact.Value)}\n"))).Append('\n');
        foreach (var section in report.Sections)
        {
            Line(text, $"## {Escape(section.Heading)}");
            if (section.Rows.Count > 0)
            {
                Row(text, section.Columns.Select(Escape));
                Row(text, section.Columns.Select((_, i) => section.IsNumber(i) ? "--:" : "---"));
                foreach (var row in section.Rows)
                {
                    Row(text, row.Select(cell => cell.Tone == Tone.Bad ? $"**{Escape(cell.Text)}**" : Escape(cell.Text)));
                }

                text.Append('\n');
            }

            if (section.Note is { } note)
            {
                Line(text, Escape(note));
            }
        }

        return text.ToString();
    }

    /// <summary>Whatever a name or message says, it is shown and means nothing.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in ReportFile.Flat(text))
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                _ when Special.Contains(c) => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
