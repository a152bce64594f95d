using System.Text;
using FsCheck.Fluent;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger;

public sealed class TagMessageTests
{
    [Fact]
    public void A_message_is_read_in_its_parts()
    {
        var message = TagMessage.Parse(
            "Subject\n\nWhy it was.\n\nMore: of it\nand more.\n\nModel-Event: 9\nMetric: auc=0.913\n");

        message.Subject.ShouldBe("Subject");
        message.Reason.ShouldBe("Why it was.\n\nMore: of it\nand more.");
        message.Find(Trailer.Event).ShouldBe("9");
        message.Trailers.Count.ShouldBe(2);
        message.Shown.ShouldBe(message.Reason);
    }

    [Theory]
    [InlineData("-----BEGIN PGP SIGNATURE-----"), InlineData("-----BEGIN SSH SIGNATURE-----")]
    [InlineData("-----BEGIN PGP MESSAGE-----")]
    [InlineData("-----BEGIN SIGNED MESSAGE-----")]
    public void Trailers_are_read_before_a_signature(string begin)
    {
        var message = TagMessage.Parse(
            $"Subject\n\nReason.\n\nModel-Event: 9\nLabel: a=b\n{begin}\n\niQEz: x\nabc\n-----END-----\n");

        message.Find(Trailer.Event).ShouldBe("9");
        message.Reason.ShouldBe("Reason.");
        message.Trailers.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "", ""), InlineData("\n\n", "", ""), InlineData("one", "one", "")]
    [InlineData("  padded  ", "padded", "")]
    [InlineData("one\ntwo\n\nthree", "one", "two\n\nthree"), InlineData("a: b", "a: b", "")]
    [InlineData("\r\none\r\n\r\ntwo\r\n", "one", "two")]
    [InlineData("s\n\nnot trailers\nKey: value", "s", "not trailers\nKey: value")]
    [InlineData("s\n\nKey:value", "s", "Key:value")]
    [InlineData("s\n\n: empty key", "s", ": empty key")]
    public void A_message_of_another_tool_is_read_without_trailers(string text, string subject, string reason)
    {
        var message = TagMessage.Parse(text);

        message.Subject.ShouldBe(subject);
        message.Reason.ShouldBe(reason);
        message.Trailers.ShouldBeEmpty();
    }

    [Fact]
    public void Every_message_reads_back_as_it_was_written() =>
        Generated.ForAll(
            from subject in Generated.Text(1, 5, ["a", "B", "v1.0.0", "'x'", "ä"])
            from reason in Generated.Text(
                0, 12, ["a", " ", "\n", "\n\n", "Key: value", "# hash", ":", "模型", "-----END"])
            from values in Generated.Text(0, 4, ["a", "=", " ", "0.5", ": ", "ä"]).ListOf()
            select new TagMessage(
                subject, MessageBuilder.Reason(reason),
                [new(Trailer.Event, "3"), .. values.Select(value => KeyValuePair.Create("Label", value.Trim()))]),
            message =>
            {
                var read = TagMessage.Parse(message.Format());
                read.Subject.ShouldBe(message.Subject);
                read.Reason.ShouldBe(message.Reason);
                read.Trailers.ShouldBe(message.Trailers);
            },
            tests: 1000);

    [Theory]
    [InlineData("-----BEGIN PGP SIGNATURE-----\nx"), InlineData("ok\n-----BEGIN ANYTHING"), InlineData("bell\a")]
    [InlineData("nul\0"), InlineData("esc\u001b[31m")]
    [InlineData("lone\rreturn")]
    public void A_reason_that_would_break_the_message_is_refused(string reason) =>
        Refused.With(ErrorCodes.Malformed, () => MessageBuilder.Reason(reason));

    [Fact]
    public void A_reason_of_more_than_half_the_bound_is_refused() =>
        Refused.With(ErrorCodes.Malformed, () => MessageBuilder.Reason(new string('x', 8193)));

    [Fact]
    public void A_reason_keeps_lines_that_begin_with_a_hash() =>
        MessageBuilder.Reason("# first\r\n\tsecond\n").ShouldBe("# first\n\tsecond");

    [Theory]
    [InlineData(""), InlineData("a b"), InlineData("a=b"), InlineData("ä"), InlineData("a:b"), InlineData("a\nb")]
    [InlineData("#a")]
    public void A_key_outside_the_alphabet_is_refused(string key)
    {
        Refused.With(ErrorCodes.Malformed, () => Pairs(key, "1"));
        Refused.With(ErrorCodes.Malformed, () => Pairs(new string('k', 101), "1"));
        Should.NotThrow(() => Pairs(new string('k', 100), "1"));
        Should.NotThrow(() => Pairs("precision@10/val_top-1.x", "1"));
    }

    [Theory]
    [InlineData("two\nlines"), InlineData("bell\a"), InlineData("\u2028"), InlineData("a\u2029b"), InlineData("\u0085")]
    public void A_value_of_more_than_one_line_is_refused(string value) =>
        Refused.With(ErrorCodes.Malformed, () => Pairs("k", value));

    [Theory]
    [InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_metric_that_is_no_finite_number_is_refused(double value) =>
        Refused.With(ErrorCodes.Malformed, () => MessageBuilder.Number("auc", value)).Message.ShouldContain("'auc'");

    [Fact]
    public void A_message_stays_under_16_KiB_and_says_what_it_left_out()
    {
        var many = Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"p{i:0000}", "value")).ToList();
        var draft = new EventDraft
        {
            Kind = EventKind.Register,
            Version = SemanticVersion.Parse("1.0.0"),
            Commit = default,
            Reason = new string('r', 8000),
            Trailers =
            [
                new(Trailer.Manifest, "sha256:" + new string('a', 64)),
                .. MessageBuilder.Pairs(Trailer.Metric, [new("auc", "0.9")]),
                .. MessageBuilder.Pairs(Trailer.Param, many),
            ],
        };

        var message = MessageBuilder.Build(Events.Model, draft, 1, null);

        Encoding.UTF8.GetByteCount(message.Format()).ShouldBeLessThan(16 * 1024);
        message.Trailers.ShouldContain(new KeyValuePair<string, string>(Trailer.Truncated, "Param"));
        message.Find(Trailer.Metric).ShouldBe("auc=0.9");
        message.Find(Trailer.Manifest).ShouldNotBeNull();
        message.Trailers.ShouldNotContain(t => t.Key == Trailer.Param);
    }

    [Fact]
    public void What_the_record_has_is_left_out_of_a_long_message()
    {
        var many = Enumerable.Range(0, 800).Select(i => KeyValuePair.Create($"k{i:0000}", "0123456789")).ToList();
        string[] growing = [Trailer.Param, Trailer.Metric];
        var draft = new EventDraft
        {
            Kind = EventKind.Register,
            Version = SemanticVersion.Parse("1.0.0"),
            Commit = default,
            Trailers = [.. growing.SelectMany(trailer => MessageBuilder.Pairs(trailer, many))],
        };

        var message = MessageBuilder.Build(Events.Model, draft, 1, null);

        Encoding.UTF8.GetByteCount(message.Format()).ShouldBeLessThan(16 * 1024);
        message.Trailers.Where(t => t.Key == Trailer.Truncated).Select(t => t.Value)
            .ShouldBe(["Param", "Metric"]);
    }

    [Fact]
    public void Labels_that_fit_no_tag_are_refused_because_no_record_has_them()
    {
        var many = Enumerable.Range(0, 800).Select(i => KeyValuePair.Create($"k{i:0000}", "0123456789"));
        var draft = new EventDraft
        {
            Kind = EventKind.Register,
            Version = SemanticVersion.Parse("1.0.0"),
            Commit = default,
            Trailers = [.. MessageBuilder.Pairs(Trailer.Label, many)],
        };

        Should.Throw<RegistryException>(() => MessageBuilder.Build(Events.Model, draft, 1, null))
            .Error.ShouldBe(ErrorCodes.Malformed);
    }

    private static void Pairs(string key, string value) =>
        _ = MessageBuilder.Pairs("Label", [new(key, value)]).ToList();
}
