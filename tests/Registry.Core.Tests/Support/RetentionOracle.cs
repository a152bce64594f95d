using Registry.Configuration;
using Registry.Content;

namespace Registry.Tests.Support;

/// <summary>A version as whoever made the history knows it, without any event.</summary>
internal sealed class KnownVersion
{
    public required string Model { get; init; }

    public required int Number { get; init; }

    public required Manifest Content
    {
        get;
        init => (field, Manifest, Blobs) = (value, value.Digest, [.. value.Files.Select(file => file.Sha256), value.Digest]);
    }

    public Digest Manifest { get; private init; }

    public IReadOnlyList<Digest> Blobs { get; private init; } = [];

    public required int Registered { get; init; }

    public string? Tier { get; init; }

    public int? Deregistered { get; set; }

    public bool WasStaged { get; set; }

    public bool IsHeld { get; set; }

    public bool HasHoldLabel { get; set; }

    public bool IsLocked { get; set; }

    public bool IsErased { get; set; }
}

/// <summary>
/// Says what retention has to do, by the words of its documentation and not by its code: no event is folded, no rule
/// shares a line with the product's.
/// </summary>
internal static class RetentionOracle
{
    /// <summary>The versions that a run on a day must erase.</summary>
    public static HashSet<KnownVersion> ToErase(
        IReadOnlyList<KnownVersion> versions, IReadOnlySet<string> heldModels, RetentionPolicy policy, int today)
    {
        var erased = new HashSet<KnownVersion>();
        foreach (var version in versions.Where(v => !v.IsErased))
        {
            var lockedContent = versions.Any(v => v.IsLocked && v.Manifest == version.Manifest);
            if (version.WasStaged || version.IsHeld || version.HasHoldLabel || heldModels.Contains(version.Model)
                || lockedContent)
            {
                continue;
            }

            if (RuleOf(version, policy) is not { Keep: false } rule)
            {
                continue;
            }

            var better = versions.Count(v => v.Model == version.Model && !v.IsErased && v.Deregistered is null
                && v.Number > version.Number && RuleOf(v, policy) == rule);
            if (version.Deregistered is null && rule.KeepLast is { } last && better < last)
            {
                continue;
            }

            var age = TimeSpan.FromDays(today - (version.Deregistered ?? version.Registered));
            if ((rule.OlderThan is { } older && age <= older) || (version.Deregistered is not null && age <= policy.Grace))
            {
                continue;
            }

            erased.Add(version);
        }

        return erased;
    }

    /// <summary>What must never be gone.</summary>
    public static HashSet<Digest> Wanted(IEnumerable<KnownVersion> versions) =>
        [.. versions.Where(v => !v.IsErased || v.IsLocked).SelectMany(v => v.Blobs)];

    private static RetentionRule? RuleOf(KnownVersion version, RetentionPolicy policy)
    {
        foreach (var rule in policy.Rules)
        {
            var model = rule.Models.Count == 0 || rule.Models.Contains(version.Model);
            var tier = rule.Labels.Count == 0 || rule.Labels["tier"] == version.Tier;
            if (model && tier)
            {
                return rule;
            }
        }

        return null;
    }
}
