using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Registry.Ledger.Search;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Search;

public sealed class LikePatternTests
{
    [Theory]
    [InlineData("", "", true), InlineData("", "a", false), InlineData("%", "", true), InlineData("_", "", false)]
    [InlineData("a%", "a", true), InlineData("%a", "ba", true), InlineData("%a%", "bab", true)]
    [InlineData("a_c", "abc", true)]
    [InlineData("a_c", "ac", false), InlineData("%ab", "aab", true), InlineData("%aab%b", "aaabcb", true)]
    [InlineData("a%b%c", "acb", false)]
    [InlineData(".*", "ab", false), InlineData("[ab]", "a", false), InlineData("_", "🙂", true)]
    [InlineData("a\nb%", "a\nbc", true)]
    public void A_pattern_matches_the_whole_text(string pattern, string text, bool expected) =>
        new LikePattern(pattern, ignoreCase: false).IsMatch(text).ShouldBe(expected);

    [Theory]
    [InlineData("ÄB%", "äbc"), InlineData("i", "I"), InlineData("%CHURN", "my-churn")]
    public void Case_counts_only_where_it_is_told_to(string pattern, string text)
    {
        new LikePattern(pattern, ignoreCase: true).IsMatch(text).ShouldBeTrue();
        new LikePattern(pattern, ignoreCase: false).IsMatch(text).ShouldBeFalse();
    }

    [Fact]
    public void A_pattern_matches_what_a_regular_expression_of_the_same_meaning_matches() =>
        Generated.ForAll(
            from pattern in Generated.Text(0, 8, ["a", "b", "%", "_"])
            from text in Generated.Text(0, 8, ["a", "b"])
            select (pattern, text),
            pair =>
            {
                var meaning = "^" + pair.pattern.Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.') + "$";
                new LikePattern(pair.pattern, ignoreCase: false).IsMatch(pair.text)
                    .ShouldBe(Regex.IsMatch(pair.text, meaning, RegexOptions.NonBacktracking), $"{pair}");
            },
            tests: 3000);

    /// <summary>With backtracking into each wildcard this would not end in a lifetime.</summary>
    [Fact]
    public void No_pattern_takes_for_ever()
    {
        var pattern = string.Concat(Enumerable.Repeat("%a", 400)) + "%b";

        new LikePattern(pattern, ignoreCase: true).IsMatch(new string('a', 16_000)).ShouldBeFalse();
    }
}
