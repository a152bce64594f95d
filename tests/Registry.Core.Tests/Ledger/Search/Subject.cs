using Registry.Ledger.Search;

namespace Registry.Tests.Ledger.Search;

/// <summary>A version to ask filters about, and the asking.</summary>
internal static class Subject
{
    public static ModelVersion Churn { get; } = new()
    {
        Name = "churn",
        Version = "v2.1.0",
        Stages = ["prod", "shadow"],
        Size = 1_572_864,
        Metrics = new Dictionary<string, double> { ["auc"] = 0.913, ["precision@10"] = 0.5, ["loss"] = -1.5 },
        Parameters = new Dictionary<string, string>
        {
            ["max_depth"] = "8", ["eta"] = "0.10", ["kind"] = "gbdt", ["quoted"] = "it's", ["tree.depth"] = "3",
        },
        Labels = new Dictionary<string, string> { ["team"] = "Risk", ["odd key"] = "yes", ["year"] = "2026" },
        Data = [],
        Commit = new string('a', 40),
        Author = "Ann Author",
        Date = new DateTimeOffset(2026, 3, 1, 16, 30, 15, TimeSpan.FromHours(2)),
        Message = "Retrain",
        Tag = "churn@v2.1.0",
        Registry = "/registry",
    };

    /// <summary>As another tool registers: nothing but a name on a commit.</summary>
    public static ModelVersion Foreign { get; } = Churn with
    {
        Name = "path/to:segment",
        Version = "v1.0.0-rc.1",
        Stages = [],
        Size = null,
        Metrics = new Dictionary<string, double>(),
        Parameters = new Dictionary<string, string>(),
        Labels = new Dictionary<string, string>(),
    };

    public static bool Matches(this ModelVersion version, string filter) => FilterParser.Parse(filter).Holds(version);
}
