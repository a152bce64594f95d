using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>
/// Folds a model's events to its state, by the rules of <c>gto show</c>: versions first, then stages, which belong to
/// the
/// version registered at their commit. No I/O; equal events give an equal state.
/// </summary>
internal static class ModelFold
{
    public static ModelState Fold(ModelName name, IEnumerable<RegistryEvent> events)
    {
        var ordered = events.ToList();
        ordered.Sort(RegistryEvent.InOrder);
        var versions = FoldVersions(ordered);
        var highest = ordered.Max(e => (long?)Math.Max(e.Number ?? 0, e.Name.Counter ?? 0)) ?? 0;
        return new ModelState
        {
            Name = name,
            Events = ordered,
            Versions = versions,
            Stages = FoldStages(ordered, versions),
            IsDeprecated = ordered.Count > 0 && ordered[^1].Kind == EventKind.Deprecate,
            NextNumber = highest + 1,
        };
    }

    private static List<VersionState> FoldVersions(List<RegistryEvent> events)
    {
        var versions = new Dictionary<SemanticVersion, VersionState>();
        foreach (var e in events)
        {
            switch (e.Kind)
            {
                case EventKind.Register:
                    // A registration that names bytes decides them for ever: a later tag only revives the version.
                    versions[e.Name.Version!] = versions.TryGetValue(e.Name.Version!, out var known)
                        && known.Manifest is not null
                        ? known with { IsActive = true }
                        : new VersionState(e.Name.Version!, e, IsActive: true);
                    break;
                case EventKind.Deregister when versions.TryGetValue(e.Name.Version!, out var version):
                    versions[e.Name.Version!] = version with { IsActive = false };
                    break;
                default:
                    break;
            }
        }

        return [.. versions.Values.OrderByDescending(version => version.Version)];
    }

    private static SortedDictionary<string, StageHolder> FoldStages(
        List<RegistryEvent> events, List<VersionState> versions)
    {
        var at = VersionsByCommit(events, versions);

        // The newest event of each version in each stage decides whether it is in force.
        var newest = new Dictionary<(string Key, string Stage), (VersionState? Version, RegistryEvent Event)>();
        foreach (var e in events.Where(e => e.Kind is EventKind.Assign or EventKind.Unassign))
        {
            var version = at.TryGetValue(e.Commit, out var candidates) ? Choose(candidates, e) : null;
            newest[(version?.Version.ToString() ?? e.Commit.Hex, e.Name.Stage!.Text)] = (version, e);
        }

        var holders = new SortedDictionary<string, StageHolder>(StringComparer.Ordinal);
        foreach (var ((_, stage), (version, e)) in newest)
        {
            var inForce = e.Kind == EventKind.Assign && version?.IsActive != false;
            if (inForce && (!holders.TryGetValue(stage, out var holder) || Precedes(holder, version, e)))
            {
                holders[stage] = new StageHolder(version, e);
            }
        }

        return holders;
    }

    private static Dictionary<ObjectId, List<VersionState>> VersionsByCommit(
        List<RegistryEvent> events, List<VersionState> versions)
    {
        var byVersion = versions.ToDictionary(version => version.Version);
        var at = new Dictionary<ObjectId, List<VersionState>>();
        foreach (var e in events.Where(e => e.Kind == EventKind.Register))
        {
            if (!at.TryGetValue(e.Commit, out var here))
            {
                at[e.Commit] = here = [];
            }

            if (!here.Contains(byVersion[e.Name.Version!]))
            {
                here.Add(byVersion[e.Name.Version!]);
            }
        }

        return at;
    }

    /// <summary>
    /// One commit should carry one version; where a foreign tool put two, the tag's own word decides, else the last.
    /// </summary>
    private static VersionState Choose(List<VersionState> candidates, RegistryEvent e) =>
        candidates.Count == 1 ? candidates[0]
            : candidates.FirstOrDefault(c => c.Version.ToString() == e.Message.Find(Trailer.Version)) ?? candidates[^1];

    /// <summary>
    /// Whether an assignment outdoes the holder so far: it is newer, or on the same second the version is lower.
    /// </summary>
    private static bool Precedes(StageHolder holder, VersionState? version, RegistryEvent e)
    {
        var (held, seconds) = (holder.Assignment, e.Tagger.Date.ToUnixTimeSeconds());
        var order = seconds.CompareTo(held.Tagger.Date.ToUnixTimeSeconds());
        order = order != 0 ? order : (e.Number ?? 0).CompareTo(held.Number ?? 0);
        return order > 0 || (order == 0 && version is not null && version.Version.CompareTo(holder.Version?.Version) < 0);
    }
}
