using FsCheck.Fluent;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger;

/// <summary>Descriptions of several lines in a trailer.</summary>
public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("One line.", "One line.")]
    [InlineData("# Title\n\nText.", "# Title\n .\n Text.")]
    [InlineData("a\n.hidden\n..\n.", "a\n ..hidden\n ...\n ..")]
    [InlineData("a\n    code\n\ttab", "a\n     code\n \ttab")]
    [InlineData("    code\nb", "\n     code\n b")]
    [InlineData("hard break  \nb", "\n hard break  \n b")]
    [InlineData(".NET", ".NET")]
    public void Lines_below_the_first_begin_with_a_space(string text, string folded) =>
        FoldedText.Fold(text).ShouldBe(folded);

    [Fact]
    public void Any_markdown_reads_back_as_it_was_written() =>
        Generated.ForAll(
            from text in Generated.Text(
                0, 25,
                [
                    "a", " ", "  ", "\n", "\n\n", "\r\n", "\t", ".", "..", "# ", "Key: value", "Label: a=b", "模型", "\u00a0", "\u2028",
                    "-----BEGIN PGP SIGNATURE-----", "```", "- item", ">",
                ])
            from more in Generated.OneOf(true, false)
            select (Text: MessageBuilder.Description(text), More: more),
            drawn =>
            {
                List<KeyValuePair<string, string>> trailers = [new(Trailer.Event, "3")];
                if (drawn.Text.Length > 0)
                {
                    trailers.Add(new(Trailer.Description, drawn.Text));
                }

                trailers.AddRange(drawn.More ? [new(Trailer.Removed, "label.a")] : []);
                var message = new TagMessage("Subject", "Reason.\n\nMore: of it", trailers);
                var read = TagMessage.Parse(message.Format());
                read.Trailers.ShouldBe(message.Trailers);
                read.Reason.ShouldBe(message.Reason);
            },
            tests: 5000);

    [Fact]
    public void Git_sees_the_trailers_that_we_see()
    {
        using var folder = new TempFolder();
        var git = GitFolder.Create(folder["repo"]);
        var message = new TagMessage(
            "Subject", "Reason.",
            [
                new(Trailer.Event, "3"), new(Trailer.Description, "# Net\n\n  - one\n\nLabel: no=label\n-----BEGIN X"),
                new(Trailer.Removed, "label.a"),
            ]);
        folder.Write("message", message.Format());

        var seen = git.Git("interpret-trailers", "--parse", folder["message"]).Split('\n');

        seen.Select(line => line.Split(':')[0]).ShouldBe(message.Trailers.Select(trailer => trailer.Key));
    }

    [Fact]
    public void A_trailer_of_another_tool_that_goes_on_is_one_line_here()
    {
        var message = TagMessage.Parse("s\n\nLabel: a=b\n  c\n\td\nModel-Description: one\n two\nModel-Event: 4\n");

        message.Find("Label").ShouldBe("a=b c d");
        message.Find(Trailer.Description).ShouldBe("one\ntwo");
        message.Find(Trailer.Event).ShouldBe("4");
    }

    [Theory]
    [InlineData("s\n\n goes on\nKey: value"), InlineData("s\n\nKey: value\nno trailer\n goes on")]
    public void What_goes_on_without_a_trailer_is_text(string text) => TagMessage.Parse(text).Trailers.ShouldBeEmpty();

    [Theory]
    [InlineData("\n\n  \na\r\nb\n\n", "a\nb"), InlineData("   ", ""), InlineData("", ""), InlineData("  a  ", "  a")]
    public void A_description_has_no_blank_lines_around(string given, string kept) =>
        MessageBuilder.Description(given).ShouldBe(kept);

    [Theory]
    [InlineData("bell\a"), InlineData("lone\rreturn"), InlineData("nul\0"), InlineData("\ud800")]
    public void What_would_break_the_message_is_refused(string text) =>
        Refused.With(ErrorCodes.Malformed, () => MessageBuilder.Description(text));
}
