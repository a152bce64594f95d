using Registry.HelpGenerator.Commands;
using Registry.HelpGenerator.Markdown;
using Registry.HelpGenerator.Pages;

namespace Registry.PowerShell.Tests.Help;

/// <summary>That a page which departs from its layout or its command is refused, with its line.</summary>
public class PageFaultTests
{
    private const string File = "Get-MLModel.md";

    private static readonly string s_page = SourceTree.Read($"module/help/{File}").ReplaceLineEndings("\n");

    [Fact]
    public void The_page_that_is_spoiled_below_is_right() => Read(s_page).Name.ShouldBe("Get-MLModel");

    [Theory]
    [InlineData("### -Name", "### -Nmae", "'Get-MLModel' has no parameter 'Nmae'.")]
    [InlineData("### -Name", "### -Registry", "The parameter 'Registry' is described twice.")]
    [InlineData("### -Name", "### Name", "'Name' does not begin with '-'.")]
    [InlineData("OUTPUTS\n\n### Registry.", "OUTPUTS\n\n### System.", "'Get-MLModel' has no output 'System.Model'.")]
    [InlineData("### Registry.RegistryInfo", "### Registry.Nothing", "There is no type 'Registry.Nothing'.")]
    [InlineData("### Example 2:", "### Example 3:", "The title of an example begins with 'Example 2: ' here.")]
    [InlineData("## INPUTS", "## INPUT", "The section '## INPUTS' is missing.")]
    [InlineData("## SYNOPSIS", "## SYNOPSIS\n\n## SYNOPSIS", "The sections are these")]
    [InlineData("## INPUTS", "## ASIDES\n\nText.\n\n## INPUTS", "There is no section 'ASIDES'")]
    [InlineData("(Get-MLModelVersion.md)", "(Get-Nothing.md)", "There is no page 'Get-Nothing.md'.")]
    [InlineData("## PARAMETERS\n", "## PARAMETERS\n\n| a | b |\n", "Only headings to level 3")]
    [InlineData("## PARAMETERS\n", "## PARAMETERS\n\n#### Deep\n", "Only headings to level 3")]
    [InlineData("## PARAMETERS\n", "## PARAMETERS\nText.\n", "A heading needs an empty line after it.")]
    [InlineData("Models, to read them again.", "Models, to `read them again.", "A '`' is not closed")]
    [InlineData("Models, to read them again.", "", "'Registry.Model' is not described by a paragraph.")]
    public void It_says_where_and_what(string found, string put, string message)
    {
        var at = s_page.IndexOf(found, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);

        var fault = Should.Throw<PageException>(() => Read(s_page[..at] + put + s_page[(at + found.Length)..]));

        fault.Message.ShouldStartWith(message);
        fault.File.ShouldBe(File);
        fault.Line.ShouldBeInRange(1, s_page.Split('\n').Length + 4);
    }

    [Fact]
    public void What_is_left_out_is_missed()
    {
        Missing("### -Registry", "## INPUTS").ShouldBe("The parameter 'Registry' is not described.");
        Missing("### Example 3", "## PARAMETERS").ShouldBe("'Get-MLModel' has 2 examples, and 3 is the least.");
        Missing("### Example 1", "### Example 2").ShouldStartWith("The title of an example begins with 'Example 1: '");
    }

    [Fact]
    public void The_line_is_that_of_the_fault()
    {
        var line = s_page[..s_page.IndexOf("### -Name", StringComparison.Ordinal)].Split('\n').Length;

        Should.Throw<PageException>(() => Read(s_page.Replace("### -Name", "### -Nmae"))).Line.ShouldBe(line);
    }

    [Fact]
    public void A_page_of_an_error_says_what_the_code_says()
    {
        var page = SourceTree.Read("docs/errors/MLR1001.md").ReplaceLineEndings("\n");

        ErrorPage.Read("MLR1001.md", page, ErrorCodes.NotFound).Causes.ShouldNotBeEmpty();
        Should.Throw<PageException>(() => ErrorPage.Read("MLR1001.md", page, ErrorCodes.Malformed))
            .Message.ShouldContain("the code says 'MLR1003: ");
        Should.Throw<PageException>(() => ErrorPage.Read("x", page.Replace("## Causes", "## Why"), ErrorCodes.NotFound))
            .Message.ShouldBe("The section '## Causes' is missing.");
    }

    private static string Missing(string from, string to)
    {
        var start = s_page.IndexOf(from, StringComparison.Ordinal);
        var end = s_page.IndexOf(to, start, StringComparison.Ordinal);
        return Should.Throw<PageException>(() => Read(s_page[..start] + s_page[end..])).Message;
    }

    private static CommandPage Read(string text) => PageCheck.Read(
        File, text, CommandInfo.All.Single(command => command.Name == "Get-MLModel"),
        Directory.GetFiles(SourceTree.PathOf("module/help")).Select(file => Path.GetFileName(file)));
}
