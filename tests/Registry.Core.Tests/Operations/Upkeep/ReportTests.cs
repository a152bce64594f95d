using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Registry.Tests.Operations.Upkeep;

public sealed partial class ReportTests
{
    [Fact]
    public async Task A_page_has_the_findings_first_and_needs_nothing_from_outside()
    {
        using var upkeep = new Support.Upkeep("report-html", "store", "mirror");
        await DamagedAsync(upkeep);

        var html = await ReportAsync(upkeep, "report.html");

        Headings().Matches(html).Select(match => match.Groups[1].Value)
            .ShouldBe(["Findings", "Jobs", "Stores", "Mirrors", "Stages"]);
        html.ShouldContain("prefers-color-scheme: dark");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("<link");
        html.ShouldNotContain(" src=");
        html.ShouldNotContain("url(");
        html.ShouldContain("MLR1403");
    }

    [Fact]
    public async Task Whatever_a_name_says_it_is_text()
    {
        using var upkeep = new Support.Upkeep("report-escaped");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Sandbox.Folder.Write("store/blobs/sha256/ab/<img src=x onerror=alert(1)>|`*.bin", "odd");

        var html = await ReportAsync(upkeep, "report.htm");
        var markdown = await ReportAsync(upkeep, "report.md");

        html.ShouldNotContain("<img");
        html.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
        markdown.ShouldNotContain("<img");
        markdown.ShouldContain(@"&lt;img src=x onerror=alert(1)&gt;\|\`\*.bin");

        // Well-formed as XML is: whatever is opened is closed.
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)];
        XDocument.Parse(body).Descendants("table").Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Markdown_has_tables_of_equal_width()
    {
        using var upkeep = new Support.Upkeep("report-markdown", "store", "mirror");
        await DamagedAsync(upkeep);

        var markdown = await ReportAsync(upkeep, "report.md");

        markdown.ShouldStartWith("# Model registry: repo\n\n**Outcome: findings**\n\n");
        markdown.ShouldContain("| Severity | Job | About | What, and what to do |\n| --- | --- | --- | --- |\n| **error** | Scrub |");
        var tables = markdown.Split("\n\n").Where(block => block.StartsWith('|')).ToList();
        tables.Count.ShouldBe(5);
        tables.ShouldAllBe(table => table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => UnescapedBar().Count(row)).Distinct().Count() == 1);
    }

    [Fact]
    public async Task Where_nothing_was_found_it_says_so()
    {
        using var upkeep = new Support.Upkeep("report-clean");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");

        (await ReportAsync(upkeep, "report.md")).ShouldContain("## Findings\n\nNothing was found.");
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_fails_the_run_and_not_the_jobs()
    {
        using var upkeep = new Support.Upkeep("report-nowhere");
        var request = new MaintenanceRequest
        {
            Jobs = [MaintenanceJob.Report], ReportPath = upkeep.Sandbox.Folder["nowhere/report.html"],
        };

        var run = await (await upkeep.Sandbox.OpenAsync()).MaintainAsync(request);

        (run.ExitCode, run.ReportPath).ShouldBe((1, null));
        run.Jobs.Select(job => (job.Outcome, job.Code)).ShouldBe(
            [(MaintenanceOutcome.Clean, null), (MaintenanceOutcome.Failed, "MLR1201")]);
    }

    [Theory]
    [InlineData("report.txt"), InlineData("report"), InlineData("report.html.bak")]
    public async Task A_name_that_does_not_say_what_to_write_is_refused_before_anything_is_done(string name)
    {
        using var upkeep = new Support.Upkeep("report-name");

        await Support.Refused.WithAsync(ErrorCodes.Malformed, () => ReportAsync(upkeep, name));

        Directory.Exists(upkeep.Sandbox.Folder["repo/.git/registry/runs"]).ShouldBeFalse();
    }

    private static async Task DamagedAsync(Support.Upkeep upkeep)
    {
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");
        upkeep.Mirror("store", "mirror");
        upkeep.Rot("one", "mirror");
        File.Delete(upkeep.BlobOf("two", "mirror"));
    }

    private static async Task<string> ReportAsync(Support.Upkeep upkeep, string name)
    {
        var request = new MaintenanceRequest
        {
            Jobs = upkeep.HasMirror
                ? [MaintenanceJob.Mirror, MaintenanceJob.Scrub, MaintenanceJob.Report]
                : [MaintenanceJob.Scrub, MaintenanceJob.Report],
            ReportPath = upkeep.Sandbox.Folder[name],
        };
        var run = await (await upkeep.Sandbox.OpenAsync()).MaintainAsync(request);
        run.ReportPath.ShouldBe(request.ReportPath);
        return await File.ReadAllTextAsync(request.ReportPath);
    }

    [GeneratedRegex("<h2>(.*?)</h2>")]
    private static partial Regex Headings();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex UnescapedBar();
}
