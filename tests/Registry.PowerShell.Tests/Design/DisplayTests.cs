using Registry.PowerShell.Binding;
using Registry.PowerShell.Views;

namespace Registry.PowerShell.Tests.Design;

public class DisplayTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1023 B")]
    [InlineData(1024L, "1.0 KiB")]
    [InlineData(1536L, "1.5 KiB")]
    [InlineData(157_286_400L, "150 MiB")]
    [InlineData(1_298_341_200L, "1.2 GiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Sizes_are_in_the_unit_people_would_choose(long? bytes, string text) =>
        Display.Size(bytes).ShouldBe(text);

    [Fact]
    public void Dates_are_local_and_sort_as_text()
    {
        var noon = new DateTime(2026, 3, 1, 12, 5, 59, DateTimeKind.Local);

        Display.Date(new DateTimeOffset(noon).ToUniversalTime()).ShouldBe("2026-03-01 12:05");
    }

    [Fact]
    public void Lists_and_dictionaries_are_joined()
    {
        Display.Join(null).ShouldBe("");
        Display.Join(new[] { "dev", "prod" }).ShouldBe("dev, prod");
        Display.Join(new Dictionary<string, string> { ["prod"] = "v1.2.0" }).ShouldBe("prod=v1.2.0");
        Display.Join(new Dictionary<string, double> { ["auc"] = 0.5 }).ShouldBe("auc=0.5");
        Display.Join(new System.Collections.Hashtable { ["prod"] = "v1.2.0" }).ShouldBe("prod=v1.2.0");
    }

    [Theory]
    [InlineData(-200, "just now")]
    [InlineData(0, "just now")]
    [InlineData(59, "just now")]
    [InlineData(60, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(86_399, "23 h ago")]
    [InlineData(86_400, "1 day ago")]
    [InlineData(2 * 86_400, "2 days ago")]
    [InlineData(7 * 86_400 - 1, "6 days ago")]
    [InlineData(7 * 86_400, "2026-03-01")]
    [InlineData(-86_400, "2026-03-09")]
    public void Ages_are_told_within_a_week_and_never_wider_than_a_day(int seconds, string text)
    {
        var now = new DateTimeOffset(new DateTime(2026, 3, 8, 12, 5, 59, DateTimeKind.Local));

        Display.Ago(now.AddSeconds(-seconds).ToUniversalTime(), now).ShouldBe(text);

        text.Length.ShouldBeLessThanOrEqualTo("2026-03-01".Length);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("Registering artifact churn version v1.0.0", "")]
    [InlineData("Assigning stage prod to artifact team/churn version v1.0.0", "")]
    [InlineData("Unassigning stage 'prod' to artifact 'churn' version 'v1.0.0'", "")]
    [InlineData("Deprecating artifact 'churn'", "")]
    [InlineData("Annotating artifact 'churn' version 'v1.0.0'", "")]
    [InlineData("Registering artifact churn version v1.0.0 anew.", "Registering artifact churn version v1.0.0 anew.")]
    [InlineData("Passed review", "Passed review")]
    public void A_reason_is_what_someone_said(string? message, string reason) => Display.Reason(message).ShouldBe(reason);

    [Fact]
    public void Numbers_of_events_are_a_range_where_a_command_wrote_several()
    {
        Display.Events(7L, new[] { "churn#prod!#5", "churn#archived#6", "churn#prod#7" }).ShouldBe("5-7");
        Display.Events(7L, new[] { "churn#prod#7" }).ShouldBe("7");
        Display.Events(null, Array.Empty<string>()).ShouldBe("");
    }

    [Fact]
    public void A_name_without_room_keeps_both_ends()
    {
        Display.Fit("team/churn", 10).ShouldBe("team/churn");
        Display.Fit("team/churn:daily", 9).ShouldBe("team…aily");
        Display.Fit("team/churn:daily", 8).ShouldBe("tea…aily");
    }

    [Fact]
    public void Texts_break_between_words()
    {
        Display.Break("one two\nthree  four", 9).ShouldBe("one two\nthree\nfour");
        Display.Break("incomprehensibilities of it", 9).ShouldBe("incomprehensibilities\nof it");
        Display.Break("", 9).ShouldBe("");
    }

    [Fact]
    public void Digests_are_short_and_other_values_are_not()
    {
        Display.Value("sha256:" + new string('a', 64)).ShouldBe(new string('a', 12));
        Display.Value(new string('b', 40)).ShouldBe(new string('b', 12));
        Display.Value(new string('x', 40)).ShouldBe(new string('x', 40));
        Display.Value("sha256:abc").ShouldBe("sha256:abc");
        Display.Value(null).ShouldBe("");
    }

    [Fact]
    public void Badges_that_have_no_room_are_counted()
    {
        Badge[] badges = [Badge.OfStage("prod", "v1.2.0"), Badge.OfStage("dev"), Badge.OfStage("archived")];

        Badge.Line(badges, 100, colours: false).ShouldBe("[prod v1.2.0] [dev] [archived]");
        Badge.Line(badges, 22, colours: false).ShouldBe("[prod v1.2.0] [dev] +1");
        Badge.Line(badges, 21, colours: false).ShouldBe("[prod v1.2.0] +2");
        Badge.Line(badges, 5, colours: false).ShouldBe("[prod v1.2.0] +2", "the first is what people look for");
        Badge.Line([], 5, colours: false).ShouldBe("");
        Badge.Line(badges, 100, colours: true).ShouldBe("\e[32m[prod v1.2.0]\e[0m \e[36m[dev]\e[0m \e[90m[archived]\e[0m");
    }

    [Fact]
    public void Production_comes_first_and_the_archive_last() =>
        new[] { "archived", "dev", "prod-eu", "Production" }.OrderBy(Badge.Rank).ThenBy(stage => stage, StringComparer.Ordinal)
            .ShouldBe(["Production", "prod-eu", "dev", "archived"]);

    [Fact]
    public void States_have_a_colour_by_how_bad_they_are_or_none()
    {
        Tone.Show("Error", colours: true).ShouldBe("\e[31mError\e[0m");
        Tone.Show("stale", colours: true).ShouldBe("\e[33mstale\e[0m");
        Tone.Show("Kept", colours: true).ShouldBe("Kept");
        Tone.Show("Error", colours: false).ShouldBe("Error");
    }
}
