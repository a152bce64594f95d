using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>
/// Folds a model's events to its state, by the rules of <c>gto show</c>: versions first, then stages, which belong to
/// the version registered at their commit. No I/O; equal events give an equal state.
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
            Holders = FoldStages(ordered, versions),
            Annotations = [.. ordered.Where(e => e.IsAnnotation && e.Message.Find(Trailer.Version) is null)],

            // GTO passes over events that it does not know; to describe a deprecated model does not revive it.
            Deprecation = ordered.FindLast(e => e.Kind != EventKind.Extension) is { Kind: EventKind.Deprecate } last
                ? last : null,
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
                        ? known with { IsActive = known.Erasure is null }
                        : new VersionState(e.Name.Version!, e, IsActive: true);
                    break;
                case EventKind.Deregister when versions.TryGetValue(e.Name.Version!, out var version):
                    versions[e.Name.Version!] = version with { IsActive = false };
                    break;
                case EventKind.Extension when e.IsErasure && e.NamedVersion is { } named
                    && versions.TryGetValue(named, out var version):
                    versions[named] = version with { IsActive = false, Erasure = version.Erasure ?? e };
                    break;
                default:
                    break;
            }
        }

        foreach (var said in events.Where(e => e.IsAnnotation).GroupBy(e => e.NamedVersion))
        {
            // A version that was never registered has nothing to be laid over.
            if (said.Key is { } named && versions.TryGetValue(named, out var version))
            {
                versions[named] = version with { Annotations = [.. said] };
            }
        }

        return [.. versions.Values.OrderByDescending(version => version.Version)];
    }

    private static SortedDictionary<string, IReadOnlyList<StageHolder>> FoldStages(
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

        var holders = new SortedDictionary<string, IReadOnlyList<StageHolder>>(StringComparer.Ordinal);
        foreach (var stage in newest.Where(pair => IsInForce(pair.Value)).GroupBy(pair => pair.Key.Stage))
        {
            var inForce = stage.Select(pair => new StageHolder(pair.Value.Version, pair.Value.Event)).ToList();
            inForce.Sort(HolderFirst);
            holders[stage.Key] = inForce;
        }

        return holders;
    }

    private static bool IsInForce((VersionState? Version, RegistryEvent Event) newest) =>
        newest.Event.Kind == EventKind.Assign && newest.Version?.IsActive != false;

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
            : candidates.FirstOrDefault(c => c.Version == NamedVersion.Of(e)) ?? candidates[^1];

    /// <summary>
    /// The newer assignment comes first; of two on the same second, that of the lower version, then of the lower commit.
    /// </summary>
    private static int HolderFirst(StageHolder left, StageHolder right)
    {
        var (l, r) = (left.Assignment, right.Assignment);
        var order = r.Tagger.Date.ToUnixTimeSeconds().CompareTo(l.Tagger.Date.ToUnixTimeSeconds());
        order = order != 0 ? order : (r.Number ?? 0).CompareTo(l.Number ?? 0);
        order = order != 0 ? order : (left.Version is null).CompareTo(right.Version is null);
        order = order != 0 || left.Version is null ? order : left.Version.Version.CompareTo(right.Version!.Version);
        return order != 0 ? order : string.CompareOrdinal(left.Key, right.Key);
    }
}
