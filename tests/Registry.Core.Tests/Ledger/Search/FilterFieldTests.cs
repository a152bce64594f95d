namespace Registry.Tests.Ledger.Search;

/// <summary>Every operator on every field that takes it.</summary>
public sealed class FilterFieldTests
{
    [Theory]
    [InlineData("name = 'churn'", true), InlineData("name = 'Churn'", false), InlineData("name != 'churn'", false)]
    [InlineData("name != 'x'", true), InlineData("name < 'd'", true), InlineData("name < 'churn'", false)]
    [InlineData("name <= 'churn'", true), InlineData("name <= 'a'", false), InlineData("name > 'b'", true)]
    [InlineData("name > 'churn'", false), InlineData("name >= 'churn'", true), InlineData("name >= 'd'", false)]
    [InlineData("name LIKE 'ch%'", true), InlineData("name LIKE 'CH%'", false)]
    [InlineData("name ILIKE 'CH_RN'", true)]
    [InlineData("name ILIKE 'CH'", false), InlineData("name IN ('a', 'churn')", true)]
    [InlineData("name IN ('a')", false)]
    [InlineData("name NOT IN ('a', 'b')", true), InlineData("name NOT IN ('churn')", false)]
    [InlineData("name NOT LIKE 'x%'", true), InlineData("name NOT LIKE 'c%'", false)]
    [InlineData("name NOT ILIKE 'C%'", false), InlineData("name NOT ILIKE 'X%'", true)]
    [InlineData("name > 'Z'", true)]
    public void A_name_is_text(string filter, bool expected) => Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("author = 'Ann Author'", true), InlineData("author != 'Ann Author'", false)]
    [InlineData("author < 'Bob'", true), InlineData("author <= 'Ann'", false), InlineData("author > 'Ann'", true)]
    [InlineData("author >= 'Bob'", false), InlineData("author LIKE 'Ann%'", true)]
    [InlineData("author LIKE 'ann%'", false)]
    [InlineData("author ILIKE '%AUTHOR'", true), InlineData("author IN ('Bob', 'Ann Author')", true)]
    [InlineData("author NOT IN ('Bob', 'Ann Author')", false)]
    public void An_author_is_text(string filter, bool expected) => Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("version = '2.1.0'", true), InlineData("version = 'v2.1.0'", true)]
    [InlineData("version = '2.1.1'", false)]
    [InlineData("version != 'v2.1.0'", false), InlineData("version != '2.1.0-rc.1'", true)]
    [InlineData("version < '10.0.0'", true), InlineData("version < '2.1.0'", false)]
    [InlineData("version <= '2.1.0'", true)]
    [InlineData("version <= '2.1.0-rc.9'", false), InlineData("version > '2.1.0-rc.9'", true)]
    [InlineData("version > '2.1.0'", false), InlineData("version >= '2.1.0'", true)]
    [InlineData("version >= '2.1.1-0'", false)]
    [InlineData("version IN ('1.0.0', 'v2.1.0')", true), InlineData("version NOT IN ('1.0.0', 'v2.1.0')", false)]
    [InlineData("version LIKE '2.%'", true), InlineData("version LIKE 'v2.%'", true)]
    [InlineData("version LIKE '1.%'", false)]
    [InlineData("version ILIKE 'V2.1._'", true), InlineData("version LIKE 'V2.1._'", false)]
    [InlineData("version NOT LIKE '2.%'", false), InlineData("version NOT LIKE 'v1%'", true)]
    public void A_version_compares_by_precedence(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("version = '1.0.0+a'", true), InlineData("version = '1.0.0'", false)]
    [InlineData("version > '1.0.0'", true)]
    public void Build_metadata_tells_versions_apart(string filter, bool expected) =>
        (Subject.Churn with { Version = "v1.0.0+a" }).Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("stage = 'prod'", true), InlineData("stage = 'shadow'", true), InlineData("stage = 'Prod'", false)]
    [InlineData("stage != 'prod'", false), InlineData("stage != 'shadow'", false), InlineData("stage != 'dev'", true)]
    [InlineData("stage = 'prod' AND stage = 'shadow'", true), InlineData("stage < 'q'", true)]
    [InlineData("stage < 'a'", false)]
    [InlineData("stage <= 'prod'", true), InlineData("stage > 'shadow'", false)]
    [InlineData("stage >= 'shadow'", true)]
    [InlineData("stage LIKE 'pr%'", true), InlineData("stage LIKE 'PR%'", false)]
    [InlineData("stage ILIKE 'PR%'", true)]
    [InlineData("stage NOT LIKE 'sha%'", false), InlineData("stage IN ('dev', 'shadow')", true)]
    [InlineData("stage NOT IN ('dev', 'shadow')", false), InlineData("stage NOT IN ('dev')", true)]
    public void A_stage_is_any_that_the_version_holds(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("stage = 'prod'", false), InlineData("stage != 'prod'", true)]
    [InlineData("stage NOT IN ('prod')", true)]
    [InlineData("stage NOT LIKE '%'", true), InlineData("stage LIKE '%'", false), InlineData("stage >= ''", false)]
    public void A_version_without_stages_holds_none(string filter, bool expected) =>
        Subject.Foreign.Matches(filter).ShouldBe(expected);

    /// <summary>The version is of 14:30:15 UTC.</summary>
    [Theory]
    [InlineData("date = '2026-03-01'", true), InlineData("date = '2026-03-02'", false)]
    [InlineData("date = '2026-03'", true)]
    [InlineData("date = '2026'", true), InlineData("date = '2025'", false), InlineData("date != '2026-03-01'", false)]
    [InlineData("date < '2026-03-01'", false), InlineData("date <= '2026-03-01'", true)]
    [InlineData("date < '2026-03-02'", true)]
    [InlineData("date > '2026-03-01'", false), InlineData("date >= '2026-03-01'", true)]
    [InlineData("date > '2026-02-28'", true)]
    [InlineData("date = '2026-03-01T14:30'", true), InlineData("date = '2026-03-01 14:30:15Z'", true)]
    [InlineData("date = '2026-03-01T16:30:15+02:00'", true), InlineData("date = '2026-03-01T16:30:15'", false)]
    [InlineData("date > '2026-03-01T14:30'", false), InlineData("date > '2026-03-01T14:29'", true)]
    [InlineData("date > '2026-03-01T14:30:14.9'", true), InlineData("date < '2026-03-01T14:30:15.1'", true)]
    [InlineData("date >= '2026-03-01T14:30:16Z'", false), InlineData("date <= '9999-12-31'", true)]
    [InlineData("date > '0001'", true), InlineData("date < '9999'", true)]
    [InlineData("date IN ('2025', '2026-03-01')", true)]
    [InlineData("date NOT IN ('2026')", false), InlineData("date LIKE '2026-03-01T14:%'", true)]
    [InlineData("date LIKE '%Z'", true), InlineData("date ILIKE '%t14%'", true)]
    [InlineData("date NOT LIKE '2026%'", false)]
    public void A_date_is_as_long_as_it_is_exact(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("size = 1572864", true), InlineData("size = 1.5MiB", true), InlineData("size = 1.5 mib", true)]
    [InlineData("size = '1.5 MiB'", true), InlineData("size = 1536KiB", true), InlineData("size != 1572864B", false)]
    [InlineData("size > 1.5MB", true), InlineData("size < 1.6MB", true)]
    [InlineData("size < 2 MB AND size > 1 MB", true)]
    [InlineData("size >= 1GiB", false), InlineData("size <= 1GB", true), InlineData("size > 1572KB", true)]
    [InlineData("size < 1TB", true), InlineData("size < 1TiB", true), InlineData("size IN (1, 1.5MiB)", true)]
    [InlineData("size IN (1 KB, 1.5 MiB)", true), InlineData("size NOT IN (1.5MiB)", false)]
    public void A_size_is_in_bytes_or_a_unit(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("metric.auc = 0.913", true), InlineData("metric.auc != 0.913", false)]
    [InlineData("metric.auc > 0.9", true)]
    [InlineData("metric.auc > 0.913", false), InlineData("metric.auc >= 0.913", true)]
    [InlineData("metric.auc < 1", true)]
    [InlineData("metric.auc < 913e-3", false), InlineData("metric.auc <= 9.13E-1", true)]
    [InlineData("metric.auc < .5", false)]
    [InlineData("metric.loss = -1.5", true), InlineData("metric.loss < +0", true)]
    [InlineData("metric.loss > -.5", false)]
    [InlineData("metric.auc IN (1, 0.913)", true), InlineData("metric.auc NOT IN (1, 0.913)", false)]
    [InlineData("metric.\"precision@10\" >= 0.5", true), InlineData("metric.`precision@10` >= 0.6", false)]
    [InlineData("metric.precision@10 = 0.5", true), InlineData("metric.AUC = 0.913", false)]
    public void A_metric_is_a_number(string filter, bool expected) => Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("param.kind = 'gbdt'", true), InlineData("param.kind != 'gbdt'", false)]
    [InlineData("param.kind < 'h'", true)]
    [InlineData("param.kind <= 'a'", false), InlineData("param.kind > 'a'", true)]
    [InlineData("param.kind >= 'h'", false)]
    [InlineData("param.kind LIKE 'gb%'", true), InlineData("param.kind LIKE 'GB%'", false)]
    [InlineData("param.kind ILIKE 'GB%'", true), InlineData("param.kind IN ('x', 'gbdt')", true)]
    [InlineData("param.kind NOT IN ('x')", true), InlineData("param.quoted = 'it''s'", true)]
    [InlineData("label.team = 'Risk'", true), InlineData("label.team = 'risk'", false)]
    [InlineData("label.team != 'x'", true)]
    [InlineData("label.team < 'S'", true), InlineData("label.team <= 'Q'", false)]
    [InlineData("label.team > 'S'", false)]
    [InlineData("label.team >= 'Risk'", true), InlineData("label.team ILIKE 'r_sk'", true)]
    [InlineData("label.team NOT LIKE 'R%'", false), InlineData("label.team IN ('Risk')", true)]
    [InlineData("label.\"odd key\" = 'yes'", true), InlineData("label.`odd key` = 'no'", false)]
    [InlineData("param.tree.depth = 3", true)]
    public void A_parameter_and_a_label_are_text(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("param.max_depth < 10", true), InlineData("param.max_depth < '10'", false)]
    [InlineData("param.eta = 0.1", true), InlineData("param.eta = '0.1'", false)]
    [InlineData("param.eta != 0.1", false)]
    [InlineData("param.max_depth >= 8.0", true), InlineData("param.max_depth > 8", false)]
    [InlineData("param.eta <= 1e-1", true)]
    [InlineData("param.kind = 8", false), InlineData("param.kind != 8", true), InlineData("param.kind < 8", false)]
    [InlineData("param.kind > 8", false), InlineData("param.max_depth IN (7, '8')", true)]
    [InlineData("param.max_depth IN (7, 8)", true), InlineData("param.max_depth NOT IN (7, 8)", false)]
    [InlineData("label.year > 999", true), InlineData("label.year > '999'", false)]
    public void Without_quotes_they_compare_as_numbers(string filter, bool expected) =>
        Subject.Churn.Matches(filter).ShouldBe(expected);

    [Theory]
    [InlineData("metric.auc = 1"), InlineData("metric.auc != 1"), InlineData("metric.auc < 1")]
    [InlineData("metric.auc >= 1")]
    [InlineData("metric.auc IN (1)"), InlineData("metric.auc NOT IN (1)"), InlineData("param.kind = 'a'")]
    [InlineData("param.kind != 'a'"), InlineData("param.kind NOT LIKE 'a'"), InlineData("param.kind NOT IN ('a')")]
    [InlineData("param.kind != 1"), InlineData("label.team != 'a'"), InlineData("label.team ILIKE '%'")]
    [InlineData("size != 1"), InlineData("size < 1GB"), InlineData("size NOT IN (1)")]
    public void What_is_missing_makes_every_comparison_false_and_not_makes_it_true(string filter)
    {
        Subject.Foreign.Matches(filter).ShouldBeFalse();
        Subject.Foreign.Matches($"NOT {filter}").ShouldBeTrue();
    }
}
