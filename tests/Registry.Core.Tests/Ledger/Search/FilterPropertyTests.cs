using FsCheck;
using FsCheck.Fluent;
using Registry.Ledger.Search;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Search;

/// <summary>Filters written from random trees mean what the trees mean, and random text does no harm.</summary>
public sealed class FilterPropertyTests
{
    private static readonly Tree[] s_leaves =
    [
        new("name = 'churn'", v => v.Name == "churn"),
        new("name LIKE '%:%'", v => v.Name.Contains(':', StringComparison.Ordinal)),
        new("stage IN ('prod', 'dev')", v => v.Stages.Any(stage => stage is "prod" or "dev")),
        new("stage != 'prod'", v => !v.Stages.Contains("prod")),
        new("metric.auc > 0.9", v => v.Metrics.TryGetValue("auc", out var auc) && auc > 0.9),
        new("metric.auc != 1", v => v.Metrics.ContainsKey("auc")),
        new("param.max_depth NOT IN (7, 9)", v => v.Parameters.ContainsKey("max_depth")),
        new("version >= '2.0.0'", v => v.Version == "v2.1.0"),
        new("size < 2MB", v => v.Size is < 2_000_000),
        new("label.team ILIKE 'RISK'", v => v.Labels.ContainsKey("team")),
        new("date > '2030'", _ => false),
    ];

    [Fact]
    public void A_filter_means_what_the_tree_means_that_it_was_written_from() =>
        Generated.ForAll(
            Trees(5),
            tree =>
            {
                foreach (var version in new[] { Subject.Churn, Subject.Foreign })
                {
                    version.Matches(tree.Text).ShouldBe(tree.Holds(version), tree.Text);
                }
            },
            tests: 1000);

    [Fact]
    public void De_morgan_holds_also_where_keys_are_missing() =>
        Generated.ForAll(
            from left in Trees(3)
            from right in Trees(3)
            select (left, right),
            pair =>
            {
                var (left, right) = ($"({pair.left.Text})", $"({pair.right.Text})");
                foreach (var version in new[] { Subject.Churn, Subject.Foreign })
                {
                    version.Matches($"NOT ({left} AND {right})")
                        .ShouldBe(version.Matches($"NOT {left} OR NOT {right}"));
                    version.Matches($"NOT ({left} OR {right})")
                        .ShouldBe(version.Matches($"NOT {left} AND NOT {right}"));
                    version.Matches($"NOT NOT {left}").ShouldBe(version.Matches(left));
                }
            },
            tests: 500);

    [Fact]
    public void A_filter_that_names_its_models_lets_no_other_through() =>
        Generated.ForAll(
            Trees(4),
            tree =>
            {
                if (FilterParser.Parse(tree.Text).Models is not { } models)
                {
                    return;
                }

                foreach (var version in new[] { Subject.Churn, Subject.Foreign })
                {
                    (tree.Holds(version) && !models.Contains(version.Name)).ShouldBeFalse(tree.Text);
                }
            },
            tests: 1000);

    [Fact]
    public void Random_words_are_read_or_refused_with_a_column() =>
        Generated.ForAll(
            Generated.Text(0, 14,
            [
                "name ", "version ", "metric.auc ", "metric.", "label.\"k\" ", "size ", "date ", "stage ", "= ", "!= ",
                "< ", "LIKE ", "ILIKE ", "IN ", "NOT ", "AND ", "OR ", "(", ")", ",", "'x' ", "'", "\"", "`",
                "'1.0.0' ", "0.9 ", "10MiB ", "'2026-03-01' ", "-", "\t", "🙂", "\0", "run_id ",
            ]),
            ReadsOrRefuses, tests: 5000);

    [Fact]
    public void Random_text_is_read_or_refused_with_a_column() =>
        Generated.ForAll(
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null), ReadsOrRefuses, tests: 3000);

    private static void ReadsOrRefuses(string text)
    {
        try
        {
            FilterParser.Parse(text).Holds(Subject.Churn);
        }
        catch (RegistryException e)
        {
            e.Error.ShouldBe(ErrorCodes.Malformed);
            FilterErrorTests.ColumnOf(e.Message).ShouldBeInRange(1, text.Length + 1);
        }
    }

    /// <summary>Parentheses stand only where precedence asks for them, so that precedence is tested, too.</summary>
    private static Gen<Tree> Trees(int depth)
    {
        var leaves = Gen.Elements(s_leaves);
        return depth == 0 ? leaves : Gen.OneOf(
            leaves,
            Trees(depth - 1).Select(Tree.Not),
            from left in Trees(depth - 1) from right in Trees(depth - 1) select Tree.And(left, right),
            from left in Trees(depth - 1) from right in Trees(depth - 1) select Tree.Or(left, right));
    }

    private sealed record Tree(string Text, Func<ModelVersion, bool> Holds, int Binds = 3)
    {
        public static Tree Not(Tree tree) => new($"NOT {tree.Within(2)}", v => !tree.Holds(v), 2);

        public static Tree And(Tree left, Tree right) =>
            new($"{left.Within(1)} AND {right.Within(1)}", v => left.Holds(v) && right.Holds(v), 1);

        public static Tree Or(Tree left, Tree right) =>
            new($"{left.Text} OR {right.Text}", v => left.Holds(v) || right.Holds(v), 0);

        public override string ToString() => Text;

        private string Within(int binds) => Binds < binds ? $"({Text})" : Text;
    }
}
