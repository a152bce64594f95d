using Registry.Configuration;
using Registry.Ledger;

namespace Registry.Operations.Retention;

/// <summary>What was decided of a version, and by what.</summary>
internal sealed record RetentionDecision(VersionState Version, RetentionVerdict Verdict, string Rule);

/// <summary>Decides which versions of a model are kept and which are given up. No I/O.</summary>
internal sealed class RetentionRules(RetentionPolicy? policy, LockedContent locked, DateTimeOffset now)
{
    /// <param name="state">The model as its tags have it.</param>
    /// <param name="witnessed">Events whose tags are gone, as the chain still tells them.</param>
    /// <returns>One of each version, the highest first.</returns>
    public IReadOnlyList<RetentionDecision> Decide(ModelState state, IEnumerable<RegistryEvent> witnessed)
    {
        var present = state.Events.Select(e => e.TagObject).ToHashSet();
        var all = state.Events.Concat(witnessed.Where(e => !present.Contains(e.TagObject))).ToList();
        all.Sort(RegistryEvent.InOrder);
        var holds = new Holds(state, all);
        var counted = new Dictionary<RetentionRule, int>(ReferenceEqualityComparer.Instance);
        return [.. state.Versions.Select(version => Decide(state, version, holds, counted))];
    }

    private RetentionDecision Decide(
        ModelState state, VersionState version, Holds holds, Dictionary<RetentionRule, int> counted)
    {
        if (version.Erasure is { } erasure)
        {
            return new RetentionDecision(version, RetentionVerdict.Erased, $"'{erasure.Tag}' by {erasure.Tagger.Name}");
        }

        var rule = policy?.Rules.FirstOrDefault(rule => rule.Matches(state.Name, version));

        // Whatever keeps it, it is one of the last.
        var rank = rule is null || !version.IsActive ? int.MaxValue
            : counted[rule] = counted.GetValueOrDefault(rule) + 1;
        var kept = holds.Of(state, version)
            ?? (locked.FileOf(state.Name, version) is { } file ? $"in '{file}'" : null)
            ?? (version.Manifest is null ? "no bytes were registered with it" : null)
            ?? (policy is null ? "no policy" : rule is null ? "no rule matches" : null)
            ?? Spares(rule!, state, version, rank);
        return kept is not null
            ? new RetentionDecision(version, RetentionVerdict.Kept, kept)
            : new RetentionDecision(version, RetentionVerdict.Erase, rule!.ToString());
    }

    /// <summary>Why a rule does not give up a version that it matches; null where it does.</summary>
    private string? Spares(RetentionRule rule, ModelState state, VersionState version, int rank)
    {
        if (rule.Keep)
        {
            return rule.ToString();
        }

        if (rank <= rule.KeepLast)
        {
            return $"{rule}: one of the last {rule.KeepLast}";
        }

        // Withdrawn by mistake, it is still there for as long as its blobs would be.
        var withdrawn = version.IsActive ? null : state.Events.LastOrDefault(
            e => e.Kind == Naming.EventKind.Deregister && e.Name.Version == version.Version);
        var least = withdrawn is null || rule.OlderThan > policy!.Grace ? rule.OlderThan : policy.Grace;
        var since = withdrawn?.Tagger.Date ?? version.Registration.Tagger.Date;
        return least is null || now - since > least ? null
            : $"{rule}: {(withdrawn is null ? "registered" : "deregistered")} {since:yyyy-MM-dd}";
    }
}
