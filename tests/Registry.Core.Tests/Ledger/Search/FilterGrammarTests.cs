using Registry.Ledger.Search;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Search;

public sealed class FilterGrammarTests
{
    private const string Yes = "name = 'churn'";
    private const string No = "name = 'x'";

    [Theory]
    [InlineData(""), InlineData("   "), InlineData("\r\n\t")]
    public void An_empty_filter_lets_everything_through(string filter) => Subject.Churn.Matches(filter).ShouldBeTrue();

    [Theory]
    [InlineData($"{Yes} OR {No} AND {No}", true), InlineData($"({Yes} OR {No}) AND {No}", false)]
    [InlineData($"{No} AND {No} OR {Yes}", true), InlineData($"{No} AND ({No} OR {Yes})", false)]
    [InlineData($"NOT {No} AND {No}", false), InlineData($"NOT ({No} AND {No})", true)]
    [InlineData($"NOT {Yes} OR {Yes}", true), InlineData($"NOT ({Yes} OR {Yes})", false)]
    [InlineData($"NOT NOT {Yes}", true), InlineData($"NOT NOT NOT {Yes}", false)]
    [InlineData($"NOT (NOT ({Yes}))", true)]
    [InlineData($"{Yes} AND {Yes} AND {No}", false), InlineData($"{No} OR {No} OR {Yes}", true)]
    public void Not_binds_closest_then_and_then_or(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("NaMe like 'ch%' aNd NoT StAgE in ('dev')"), InlineData("(name='churn')and(stage='prod')")]
    [InlineData("name='churn'AND stage='prod'"), InlineData("metric.auc>0.9 and size>=1MB")]
    [InlineData("NOT(name='x')")]
    [InlineData("name\n=\t'churn'\r\nAND\u00a0stage = 'prod'"), InlineData("name not  in('x','y')or name='x'")]
    public void Case_and_white_space_make_no_difference(string filter) => Subject.Churn.Matches(filter).ShouldBeTrue();

    [Theory]
    [InlineData("'it''s'", "it's"), InlineData("\"it's\"", "it's"), InlineData("''''", "'"), InlineData("''", "")]
    [InlineData("\"say \"\"x\"\"\"", "say \"x\""), InlineData("'say \"x\"'", "say \"x\""), InlineData("' a '", " a ")]
    [InlineData("'AND (OR) NOT'", "AND (OR) NOT"), InlineData("'ü 漢 🙂'", "ü 漢 🙂"), InlineData(@"'a\'", @"a\")]
    public void A_string_is_what_stands_in_its_quotes(string written, string value) =>
        (Subject.Churn with { Author = value }).Matches($"author = {written}").ShouldBeTrue();

    [Theory]
    [InlineData("\"a b\"", "a b"), InlineData("`a b`", "a b"), InlineData("a-b/c.d@1", "a-b/c.d@1")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("\"a\"\"b\"", "a\"b"), InlineData("`a``b`", "a`b"), InlineData("\"a.b\"", "a.b")]
    [InlineData("and", "and")]
    [InlineData("ü_1", "ü_1"), InlineData("order", "order"), InlineData("a.b", "a.b"), InlineData("`a.b`", "a.b")]
    [InlineData("10", "10"), InlineData("\"= OR\"", "= OR")]
    public void A_key_is_plain_or_quoted(string written, string key)
    {
        var version = Subject.Churn with { Labels = new Dictionary<string, string> { [key] = "1" } };

        version.Matches($"label.{written} = '1'").ShouldBeTrue();
    }

    /// <summary>What MLflow's search_model_versions reads, with what it means here.</summary>
    [Theory]
    [InlineData("name = 'churn'"), InlineData("name=\"churn\""), InlineData("name != 'x' and name LIKE 'ch%'")]
    [InlineData("name ILIKE 'CHURN'"), InlineData("attribute.name = 'churn'"), InlineData("name IN ('churn', 'x')")]
    [InlineData("tag.team = 'Risk'"), InlineData("tags.team = \"Risk\""), InlineData("tags.team != 'x'")]
    [InlineData("tag.`odd key` = 'yes'"), InlineData("tags.\"odd key\" LIKE 'y%'")]
    [InlineData("tag.team ILIKE '%RISK%'")]
    [InlineData("version_number = 2"), InlineData("version_number = '2'"), InlineData("version_number != 3")]
    [InlineData("version_number > 1"), InlineData("version_number >= 2"), InlineData("version_number < 3")]
    [InlineData("version_number <= 2 AND name = 'churn'"), InlineData("attribute.version_number = 2")]
    [InlineData("version_number IN (1, 2)"), InlineData("version_number > 1.5"), InlineData("version_number > .5")]
    [InlineData("version_number != -1"), InlineData("name = 'churn'\nAnd tags.team Like 'R%' ")]
    [InlineData("metrics.auc > 0.9 and params.kind = 'gbdt'"), InlineData("parameters.kind = 'gbdt'")]
    public void What_mlflow_reads_is_read(string filter) => Subject.Churn.Matches(filter).ShouldBeTrue();

    [Theory]
    [InlineData("name = 'a'", "a"), InlineData("name IN ('a', 'b')", "a b")]
    [InlineData("name = 'a' AND stage = 'x'", "a")]
    [InlineData("name IN ('a', 'b') AND name IN ('b', 'c')", "b"), InlineData("name = 'a' AND name = 'b'", "")]
    [InlineData("name = 'a' OR name = 'b'", "a b"), InlineData("(name = 'a' OR name = 'b') AND (name = 'b')", "b")]
    public void A_filter_says_which_models_it_is_about(string filter, string models) =>
        FilterParser.Parse(filter).Models.ShouldBe(
            models.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);

    [Theory]
    [InlineData(""), InlineData("stage = 'x'"), InlineData("name = 'a' OR stage = 'x'"), InlineData("NOT name = 'a'")]
    [InlineData("name != 'a'"), InlineData("name LIKE 'a'"), InlineData("name >= 'a'")]
    [InlineData("name NOT IN ('a')")]
    [InlineData("label.name = 'a'"), InlineData("author = 'a'")]
    public void A_filter_that_any_model_may_pass_says_so(string filter) =>
        FilterParser.Parse(filter).Models.ShouldBeNull();

    [Fact]
    public void What_is_just_within_the_bounds_is_read()
    {
        var deep = new string('(', FilterParser.Deepest) + Yes + new string(')', FilterParser.Deepest);
        var many = string.Join(", ", Enumerable.Repeat("'x'", FilterParser.LongestList - 1).Append("'churn'"));
        var chain = string.Join(" OR ", Enumerable.Repeat(No, 1000).Append(Yes));
        var nots = string.Concat(Enumerable.Repeat("NOT ", 4000)) + Yes;

        Subject.Churn.Matches(deep).ShouldBeTrue();
        Subject.Churn.Matches($"name IN ({many})").ShouldBeTrue();
        Subject.Churn.Matches(chain).ShouldBeTrue();
        Subject.Churn.Matches(nots).ShouldBeTrue();
        Subject.Churn.Matches(Yes.PadRight(FilterText.Longest)).ShouldBeTrue();
        Subject.Churn.Matches($"name != '{new string('x', FilterLexer.LongestValue)}'").ShouldBeTrue();
    }

    [Fact]
    public void What_is_just_without_is_refused_where_it_begins()
    {
        var deep = new string('(', FilterParser.Deepest + 1) + Yes;
        var many = "name IN (" + string.Join(",", Enumerable.Repeat("'x'", FilterParser.LongestList + 1)) + ")";
        var text = $"name = '{new string('x', FilterLexer.LongestValue + 1)}'";

        Column(deep).ShouldBe(FilterParser.Deepest + 1);
        Column(many).ShouldBe("name IN (".Length + (4 * FilterParser.LongestList) + 1);
        Column(text).ShouldBe(8);
        Column(Yes.PadRight(FilterText.Longest + 1)).ShouldBe(FilterText.Longest + 1);
        Column(new string('(', FilterText.Longest)).ShouldBe(FilterParser.Deepest + 1);
    }

    private static int Column(string filter) => FilterErrorTests.ColumnOf(
        Refused.With(ErrorCodes.Malformed, () => FilterParser.Parse(filter)).Message);
}
