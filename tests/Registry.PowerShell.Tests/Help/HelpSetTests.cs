using System.Text.RegularExpressions;
using Registry.HelpGenerator.Commands;
using Registry.HelpGenerator.Pages;
using Registry.Testing;

namespace Registry.PowerShell.Tests.Help;

/// <summary>That the pages there are fit the commands and codes there are.</summary>
public partial class HelpSetTests
{
    private static readonly string s_pages = SourceTree.PathOf("module/help");

    private static readonly string s_errors = SourceTree.PathOf("docs/errors");

    public static TheoryData<string> Names => [.. CommandInfo.All.Select(command => command.Name)];

    [Fact]
    public void Pages_agree_with_commands_and_codes()
    {
        var help = HelpSet.Read(s_pages, s_errors);

        help.Faults.Select(fault => $"{fault.File}({fault.Line}): {fault.Message}").ShouldBeEmpty();
        help.Commands.Select(command => command.Page.Name).ShouldBe(CommandInfo.All.Select(command => command.Name));
        help.Errors.Select(error => error.Code).ShouldBe(ErrorCodes.All.Select(code => code.Id));
        help.Topics.Select(topic => topic.Name).ShouldBe(
            ["about_Registry", "about_Registry_Automation", "about_Registry_Concepts", "about_Registry_Errors"]);
    }

    [Fact]
    public void A_command_or_code_without_a_page_and_a_page_about_nothing_are_faults()
    {
        using var folder = new TempFolder();
        var pages = Copy(s_pages, folder.CreateFolder("pages"));
        var errors = Copy(s_errors, folder.CreateFolder("errors"));
        File.Delete(Path.Combine(pages, "Get-MLModel.md"));
        File.Move(Path.Combine(errors, "MLR1001.md"), Path.Combine(errors, "MLR9001.md"));

        var faults = HelpSet.Read(pages, errors).Faults.Select(fault => (Path.GetFileName(fault.File), fault.Message));

        faults.ShouldContain(("Get-MLModel.md", "'Get-MLModel' has no page."));
        faults.ShouldContain(("MLR1001.md", "'MLR1001' has no page."));
        faults.ShouldContain(("MLR9001.md", "This page is about nothing that there is."));
    }

    [Theory, MemberData(nameof(Names))]
    public void Online_help_leads_to_the_page_in_the_project(string name)
    {
        var project = ProjectUri().Match(SourceTree.Read("Registry.psd1")).Groups[1].Value;

        var uri = CommandInfo.All.Single(command => command.Name == name).HelpUri;

        uri.ShouldBe($"{project}/blob/main/module/help/{name}.md");
    }

    [Fact]
    public void Codes_that_pages_speak_of_are_there()
    {
        var files = Directory.GetFiles(s_pages).Concat(Directory.GetFiles(s_errors));

        var spoken = files.SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Value);

        spoken.Distinct().ShouldBeSubsetOf(ErrorCodes.All.Select(code => code.Id));
    }

    private static string Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        return to;
    }

    [GeneratedRegex("ProjectUri = '([^']+)'")]
    private static partial Regex ProjectUri();

    [GeneratedRegex("MLR[0-9]{4}")]
    private static partial Regex Code();
}
