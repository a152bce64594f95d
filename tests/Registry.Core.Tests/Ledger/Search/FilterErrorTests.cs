using System.Globalization;
using System.Text.RegularExpressions;
using Registry.Ledger.Search;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Search;

/// <summary>What is refused, the column that is blamed, and words of the advice.</summary>
public sealed class FilterErrorTests
{
    public static int ColumnOf(string message) => int.Parse(
        Regex.Match(message, @"\AThe filter cannot be read at column (\d+):\n").Groups[1].Value,
        CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("nmae = 'x'", 1, "Did you mean 'name'?")]
    [InlineData("name = 'x' AND stge = 'y'", 16, "Did you mean 'stage'?")]
    [InlineData("metrc.auc > 1", 1, "Did you mean 'metric'?")]
    [InlineData("xyzzy = 1", 1, "There is no field 'xyzzy'")]
    [InlineData("metric > 0.9", 1, "needs a key, such as metric.auc"), InlineData("tags = 'x'", 1, "label.team")]
    [InlineData("name.x = 'y'", 1, "'name' has no keys")]
    [InlineData("metric. > 1", 8, "Expected a key after 'metric.'")]
    [InlineData("metric.\"\" > 1", 8, "is empty"), InlineData("label.\"a = 'x'", 7, "no closing quote (\")")]
    [InlineData("label.`a = 'x'", 7, "no closing quote (`)")]
    public void A_field_that_is_none(string filter, int column, string words) => Check(filter, column, words);

    [Theory]
    [InlineData("run_id = 'abc'", 1, "label.run_id"), InlineData("run_id IN ('a', 'b')", 1, "field of MLflow")]
    [InlineData("name = 'x' AND source_path = 's3://x'", 16, "by their digest")]
    [InlineData("attribute.run_id = 'a'", 1, "MLflow")]
    [InlineData("creation_timestamp > 1", 1, "compare 'date'")]
    [InlineData("last_updated_timestamp > 1", 1, "compare 'date'")]
    public void A_field_of_mlflow_that_says_nothing_here(string filter, int column, string words) =>
        Check(filter, column, words);

    [Theory]
    [InlineData("name", 5, "found the end of the filter")]
    [InlineData("name  ", 5, "Expected a comparison after 'name'")]
    [InlineData("name foo 'x'", 6, "found 'foo'"), InlineData("name 'x'", 6, "found 'x'")]
    [InlineData("name == 'x'", 6, "write '='")]
    [InlineData("name <> 'x'", 6, "write '!='"), InlineData("name ! 'x'", 6, "'!=', or NOT")]
    [InlineData("name NOT 'x'", 10, "after NOT")]
    [InlineData("name NOT = 'x'", 10, "LIKE, ILIKE or IN after NOT")]
    [InlineData("metric.auc LIKE '0.9%'", 12, "LIKE is for text")]
    [InlineData("size NOT ILIKE 'x'", 6, "NOT ILIKE is for text")]
    [InlineData("version_number LIKE '1'", 16, "is a number")]
    [InlineData("name -eq 'x'", 6, "Unexpected character '-'")]
    [InlineData("name BETWEEN 'a' AND 'b'", 6, "found 'BETWEEN'")]
    public void An_operator_that_is_none(string filter, int column, string words) => Check(filter, column, words);

    [Theory]
    [InlineData("name =", 7, "Expected a value after =, found the end")]
    [InlineData("name = churn", 8, "put strings in single quotes")]
    [InlineData("name = 5", 8, "Expected a string for 'name', found '5'")]
    [InlineData("stage = 'x", 9, "no closing quote (')")]
    [InlineData("metric.auc > '0.9'", 14, "found '0.9'; write it without quotes")]
    [InlineData("metric.auc > 0.9.1", 14, "Expected a number")]
    [InlineData("metric.auc > 1e999", 14, "Expected a number")]
    [InlineData("metric.auc > 0,9", 15, "AND, OR or the end")]
    [InlineData("version > '1.2'", 11, "write a whole one"), InlineData("version > 1.2.0", 11, "in single quotes")]
    [InlineData("version = 'latest'", 11, "Expected a version")]
    [InlineData("version_number = 'two'", 18, "use 'version'")]
    [InlineData("date > '1.3.2026'", 8, "ISO 8601"), InlineData("date > 2026-03-01", 8, "found '2026-03-01'")]
    [InlineData("date = '2026-02-30'", 8, "Expected a date")]
    [InlineData("date = '2026-03-01T25:00'", 8, "Expected a date")]
    [InlineData("size > 5 XB", 10, "found 'XB'"), InlineData("size > 5XB", 8, "Expected a size")]
    [InlineData("size > 'big'", 8, "a size")]
    [InlineData("size > 1e308TB", 8, "Expected a size")]
    [InlineData("param.x LIKE 5", 14, "Expected a string for 'param.x'")]
    [InlineData("param.x > 5x", 11, "Expected a number for 'param.x'"), InlineData("label.`a` = b", 13, "found 'b'")]
    public void A_value_that_does_not_suit_the_field(string filter, int column, string words) =>
        Check(filter, column, words);

    [Theory]
    [InlineData("name IN 'x'", 9, "Expected '(' and a list of values after IN")]
    [InlineData("name IN ()", 10, "found ')'")]
    [InlineData("name IN ('x'", 13, "Expected ',' or ')'")]
    [InlineData("name IN ('x',)", 14, "Expected a value after IN")]
    [InlineData("name IN ('x' 'y')", 14, "Expected ',' or ')'"), InlineData("name NOT IN 'x'", 13, "after NOT IN")]
    [InlineData("name IN ('a', 5)", 15, "Expected a string for 'name'")]
    [InlineData("metric.a IN (1, 'x')", 17, "a number")]
    public void A_list_that_is_none(string filter, int column, string words) => Check(filter, column, words);

    [Theory]
    [InlineData("(name = 'x'", 12, "Expected AND, OR or ')', found the end")]
    [InlineData("name = 'x')", 11, "found ')'")]
    [InlineData("()", 2, "Expected a field"), InlineData("AND name = 'x'", 1, "Expected a field")]
    [InlineData("NOT", 4, "the end")]
    [InlineData("name = 'x' AND", 15, "found the end of the filter")]
    [InlineData("name = 'x' OR AND name = 'y'", 15, "found 'AND'")]
    [InlineData("name = 'x' name = 'y'", 12, "AND, OR or the end of the filter")]
    [InlineData("name = 'x' && a", 12, "'&'")]
    [InlineData("name = 'x';", 11, "Unexpected character ';'"), InlineData("'x' = name", 1, "Expected a field")]
    [InlineData("5", 1, "field")]
    [InlineData("name = ‘x’", 8, "Unexpected character '‘'"), InlineData("name = \u0000", 8, "U+0000")]
    [InlineData("`name` = 'x'", 1, "keys alone")]
    [InlineData("= 'x'", 1, "Expected a field"), InlineData(", name", 1, "found ','")]
    public void A_sentence_that_does_not_hold_together(string filter, int column, string words) =>
        Check(filter, column, words);

    [Theory]
    [InlineData("nmae = 'unclosed", 1), InlineData("name = 5 'unclosed", 8), InlineData("metric.auc LIKE #", 12)]
    [InlineData("version = '1' AND ;", 11)]
    public void Of_several_faults_the_leftmost_is_told(string filter, int column) => Check(filter, column, "");

    [Fact]
    public void The_caret_stands_below_the_column() =>
        Refused.With(ErrorCodes.Malformed, () => FilterParser.Parse("name = 'x'\tAND\n stge 'y'")).Message.ShouldBe(
            """
            The filter cannot be read at column 17:
              name = 'x' AND  stge 'y'
                              ^
            There is no field 'stge'; there are name, version, stage, author, date, size, metric.<key>,
             param.<key> and label.<key>. Did you mean 'stage'?
            """.ReplaceLineEndings("\n").Replace(",\n ", ", ", StringComparison.Ordinal));

    [Fact]
    public void Of_a_long_filter_the_part_around_is_shown()
    {
        var filter = string.Join(" AND ", Enumerable.Repeat("name = 'x'", 30)) + " AND stge = 'y' AND "
            + string.Join(" AND ", Enumerable.Repeat("name = 'x'", 30));

        var lines = Refused.With(ErrorCodes.Malformed, () => FilterParser.Parse(filter)).Message.Split('\n');

        var column = filter.IndexOf("stge", StringComparison.Ordinal) + 1;
        lines[0].ShouldBe($"The filter cannot be read at column {column}:");
        lines[1].Length.ShouldBeLessThan(100);
        lines[1][(lines[2].Length - 1)..].ShouldStartWith("stge = 'y'");
        lines[1].ShouldStartWith("  …");
        lines[1].ShouldEndWith("…");
    }

    private static void Check(string filter, int column, string words)
    {
        var message = Refused.With(ErrorCodes.Malformed, () => FilterParser.Parse(filter)).Message;

        ColumnOf(message).ShouldBe(column, message);
        message.ShouldContain(words);
        message.Split('\n')[2].ShouldBe(new string(' ', column + 1) + "^");
    }
}
