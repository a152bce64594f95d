using System.Net;

namespace Registry.Operations.Upkeep.Reporting;

/// <summary>A report as one page: no scripts, nothing from outside, light and dark as the reader has it.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1c2330; --soft: #5b6575; --line: #e2e6ec;
          --good: #16794c; --good-back: #ddf3e7; --notice: #8a5a00; --notice-back: #fdf0d2; --bad: #b3261e; --bad-back: #fbe4e2; }
        @media (prefers-color-scheme: dark) { :root { --back: #12151b; --card: #1a1f28; --text: #e4e8ef; --soft: #98a2b3;
          --line: #2b323e; --good: #6fd6a4; --good-back: #17382a; --notice: #f0c268; --notice-back: #3a2f14; --bad: #ff9a92;
          --bad-back: #43201e; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI",
          Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        header { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1rem; }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
        dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 0; }
        dt { color: var(--soft); font-size: .8rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; overflow-x: auto; }
        .card p { margin: 0; padding: .8rem 1rem; color: var(--soft); }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: .55rem 1rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        tr:last-child td { border-bottom: 0; }
        th { color: var(--soft); font-size: .8rem; font-weight: 600; white-space: nowrap; }
        td { overflow-wrap: break-word; }
        td.long { min-width: 16rem; overflow-wrap: anywhere; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .mark { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-weight: 600; font-size: .85em; white-space: nowrap; }
        .good { color: var(--good); background: var(--good-back); }
        .notice { color: var(--notice); background: var(--notice-back); }
        .bad { color: var(--bad); background: var(--bad-back); }
        header .mark { font-size: 1rem; padding: .2rem .9rem; }
        @media print { body { background: #fff; } .card { border-color: #ccc; } }
        """;

    private const int Long = 40;

    public static string Write(ReportDocument report) => string.Join('\n', Page(report)) + "\n";

    private static IEnumerable<string> Page(ReportDocument report) =>
    [
        "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        $"<title>{Escape(report.Title)} – {Escape(report.Outcome.Text)}</title>",
        "<style>", Style, "</style>", "</head>", "<body>", "<main>",
        "<header>", $"<h1>{Escape(report.Title)}</h1>", Mark(report.Outcome), "</header>", "<dl>",
        .. report.Facts.Select(fact => $"<div><dt>{Escape(fact.Label)}</dt><dd>{Escape(fact.Value)}</dd></div>"),
        "</dl>", .. report.Sections.SelectMany(Section), "</main>", "</body>", "</html>",
    ];

    private static IEnumerable<string> Section(ReportSection section) =>
    [
        "<section>", $"<h2>{Escape(section.Heading)}</h2>", "<div class=\"card\">",
        .. section.Rows.Count == 0 ? [] : Table(section),
        .. section.Note is { } note ? [$"<p>{Escape(note)}</p>"] : Array.Empty<string>(), "</div>", "</section>",
    ];

    private static IEnumerable<string> Table(ReportSection section) =>
    [
        "<table>",
        "<thead><tr>" + string.Concat(section.Columns.Select((column, i) =>
            $"<th scope=\"col\"{(section.IsNumber(i) ? " class=\"number\"" : "")}>{Escape(column)}</th>")) + "</tr></thead>",
        "<tbody>",
        .. section.Rows.Select(
            row => $"<tr>{string.Concat(row.Select((cell, i) => Data(cell, section.IsNumber(i))))}</tr>"),
        "</tbody>", "</table>",
    ];

    private static string Data(Cell cell, bool isNumber)
    {
        var style = isNumber ? " class=\"number\"" : cell.Text.Length > Long ? " class=\"long\"" : "";
        return $"<td{style}>{(cell.Tone is Tone.Plain or Tone.Number ? Escape(cell.Text) : Mark(cell))}</td>";
    }

    private static string Mark(Cell cell) => cell.Text.Length == 0 ? ""
        : $"<span class=\"mark {cell.Tone.ToString().ToLowerInvariant()}\">{Escape(cell.Text)}</span>";

    private static string Escape(string text) => WebUtility.HtmlEncode(ReportFile.Flat(text));
}
