using Registry.HelpGenerator.Output;
using Registry.HelpGenerator.Pages;

namespace Registry.PowerShell.Tests.Help;

public class TopicTextTests
{
    private const string Page = """
        # about_Registry

        ## SHORT DESCRIPTION

        A `word` of it.

        ## LONG DESCRIPTION

        A paragraph that is long enough to be broken, with **weight**, a [link](https://example.com),
        and `git fetch --tags`.

        ### A heading

        - One item that is long enough to be broken where the eightieth column is, and no later.
        - Another.

        ```powershell
        Get-MLModel

        Get-MLModelVersion
        ```

        ## SEE ALSO

        - about_Registry_Errors
        """;

    [Fact]
    public void A_topic_is_a_text_of_80_columns_with_the_synopsis_where_Get_Help_looks() =>
        TopicText.Of(TopicPage.Read("about_Registry.md", Page), []).ShouldBe("""
            TOPIC
                about_Registry

            SHORT DESCRIPTION
                A word of it.

            LONG DESCRIPTION
                A paragraph that is long enough to be broken, with weight, a link, and 'git
                fetch --tags'.

              A heading
              ---------
                - One item that is long enough to be broken where the eightieth column is,
                  and no later.
                - Another.

                    Get-MLModel

                    Get-MLModelVersion

            SEE ALSO
                - about_Registry_Errors

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void The_topic_of_errors_ends_with_the_page_of_each_code()
    {
        var page = SourceTree.Read("docs/errors/MLR1106.md").ReplaceLineEndings("\n");
        var error = ErrorPage.Read("MLR1106.md", page, ErrorCodes.Busy);
        var named = $"# {TopicPage.OfErrors}{Page["# about_Registry".Length..]}";
        var topic = TopicPage.Read($"{TopicPage.OfErrors}.md", named);

        var text = TopicText.Of(topic, [error]);

        text.ShouldContain("  MLR1106: Maintenance is at work already.\n  ---");
        text.ShouldContain("    Causes:\n\n    - A run takes longer");
        text.ShouldEndWith("SEE ALSO\n    - about_Registry_Errors\n");
    }
}
