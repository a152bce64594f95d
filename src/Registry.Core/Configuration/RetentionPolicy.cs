using System.Globalization;
using System.IO.Enumeration;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Configuration;

/// <summary>Which versions may be erased: the first rule that matches a version decides; what none matches is kept.</summary>
internal sealed record RetentionPolicy
{
    public static TimeSpan DefaultGrace { get; } = TimeSpan.FromDays(14);

    /// <summary>From the tombstone of a blob to its end.</summary>
    public TimeSpan Grace { get; init; } = DefaultGrace;

    public IReadOnlyList<RetentionRule> Rules { get; init; } = [];
}

/// <summary>
/// A rule of the policy. It gives up what it matches, but for the last few, and what is not old enough; or it keeps all.
/// </summary>
internal sealed record RetentionRule
{
    /// <summary>As the table and the erased event name it.</summary>
    public required string Name { get; init; }

    /// <summary>Globs over the models' names; empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What a version must be labelled with, all of it; values are globs.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Nothing that it matches is given up.</summary>
    public bool Keep { get; init; }

    /// <summary>So many active versions of those that the rule decides are kept of each model, the highest.</summary>
    public int? KeepLast { get; init; }

    /// <summary>Only what was registered longer ago is given up; of a deregistered version, deregistered longer ago.</summary>
    public TimeSpan? OlderThan { get; init; }

    public bool Matches(ModelName model, VersionState version) =>
        (Models.Count == 0 || Models.Any(glob => FileSystemName.MatchesSimpleExpression(glob, model.Text, ignoreCase: false)))
        && (Labels.Count == 0 || HasLabels(version.Notes.Labels));

    /// <summary>Such as <c>rule 'nightly' (keepLast 5, olderThan 90d)</c>.</summary>
    public override string ToString()
    {
        string?[] terms =
        [
            Keep ? "keep" : null,
            KeepLast is { } last ? string.Create(CultureInfo.InvariantCulture, $"keepLast {last}") : null,
            OlderThan is { } age ? $"olderThan {Duration.Format(age)}" : null,
        ];
        return $"rule '{Name}' ({string.Join(", ", terms.OfType<string>())})";
    }

    private bool HasLabels(IReadOnlyDictionary<string, string> labels) => Labels.All(wanted =>
        labels.TryGetValue(wanted.Key, out var value)
        && FileSystemName.MatchesSimpleExpression(wanted.Value, value, ignoreCase: false));
}
