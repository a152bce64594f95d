using System.Globalization;
using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.Syncing;

/// <summary>An event that stands for another that was kept local.</summary>
internal sealed record Replacement(RegistryEvent Old, string Tag, bool IsOurs);

/// <summary>
/// How events that were kept local are written anew on top of what others have sent meanwhile: with new numbers,
/// predecessors and times, on the commits that their versions have now.
/// </summary>
internal sealed class Rebuild
{
    /// <summary>What a new event gets of its own.</summary>
    private static readonly string[] s_own =
        [Trailer.Event, Trailer.Previous, Trailer.Version, Trailer.SourceCommit, Trailer.Rebuilt];

    private readonly ModelState _local;
    private readonly ModelState _theirs;
    private readonly IReadOnlyList<RegistryEvent> _kept;
    private readonly List<RegistryEvent> _pending = [];

    /// <summary>Versions that were registered here, never sent, and whose tags were deleted since.</summary>
    private readonly HashSet<SemanticVersion> _lost = [];

    /// <summary>Old numbers and tag objects, and those of the events written for them.</summary>
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);

    /// <exception cref="RegistryException">MLR1103 where others have taken a version meanwhile.</exception>
    public Rebuild(ModelState local, ModelState theirs, IReadOnlyList<ChainLink> unpushed)
    {
        (_local, _theirs) = (local, theirs);
        var byObject = local.Events.ToDictionary(e => e.TagObject);
        _kept = [.. unpushed.Select(link => byObject.GetValueOrDefault(link.TagObject)).OfType<RegistryEvent>()];
        var dropped = unpushed.Where(link => !byObject.ContainsKey(link.TagObject)).ToList();
        Dropped = [.. dropped.Select(link => link.Tag)];
        dropped.ForEach(NoteLost);
        foreach (var e in _kept)
        {
            if (FindThere(e) is { } there)
            {
                Replaced.Add(new Replacement(e, there.Tag, IsOurs: false));
                Rename(e, there);
            }
            else
            {
                EnsureNotOfLost(e);
                _pending.Add(e);
            }
        }
    }

    /// <summary>Links whose tags were deleted here: nobody wants them any more.</summary>
    public IReadOnlyList<string> Dropped { get; }

    /// <summary>Events that the remote has already, from a run that did not end or by who registered the same.</summary>
    public List<Replacement> Replaced { get; } = [];

    public IReadOnlyList<RegistryEvent> Pending => _pending;

    /// <summary>One for each pending event, to be asked in order on the state that the ones before leave.</summary>
    public IReadOnlyList<Func<ModelState, EventDraft>> Drafts =>
        [.. _pending.Select((e, i) => (Func<ModelState, EventDraft>)(state =>
        {
            if (i > 0)
            {
                Rename(_pending[i - 1], state.Last!);
            }

            return Draft(e, state);
        }))];

    /// <summary>
    /// Stages that others moved meanwhile and that what was kept moves again: their event, and ours that goes on top.
    /// </summary>
    public IEnumerable<(RegistryEvent Theirs, RegistryEvent Ours)> Overridden =>
        from ours in _pending
        where ours.Name.Stage is not null
        group ours by ours.Name.Stage into stage
        let theirs = _theirs.Events.LastOrDefault(e => e.Name.Stage == stage.Key && e.Number >= _kept[0].Number)
        where theirs is not null
        select (theirs, stage.Last());

    /// <summary>Where a registration was taken away, what was said of its version must not go to theirs of that number.</summary>
    private void NoteLost(ChainLink link)
    {
        if (TagName.TryParse(link.Tag) is { Kind: EventKind.Register, Version: { } version }
            && FindRebuilt(link.TagObject) is null)
        {
            _lost.Add(version);
        }
    }

    private void EnsureNotOfLost(RegistryEvent e)
    {
        if ((e.Name.Version ?? e.NamedVersion) is { } version && e.Kind != EventKind.Register && _lost.Contains(version))
        {
            throw Conflict(e, $"the registration of '{version}' that it is about was taken away here");
        }
    }

    private RegistryEvent? FindRebuilt(ObjectId old) =>
        _theirs.Events.FirstOrDefault(there => there.Message.Find(Trailer.Rebuilt) == old.Hex);

    private RegistryEvent? FindThere(RegistryEvent e)
    {
        if (FindRebuilt(e.TagObject) is { } rebuilt)
        {
            return rebuilt;
        }

        if (e.Kind != EventKind.Register)
        {
            return null;
        }

        var version = e.Name.Version!;
        if (_theirs.Find(version) is not { } taken)
        {
            return _theirs.Vanished.Contains(version)
                ? throw Conflict(e, $"'{version}' was registered there before and its tag deleted") : null;
        }

        return taken.IsActive && taken.Manifest is { } manifest && manifest.ToString() == e.Message.Find(Trailer.Manifest)
            ? taken.Registration
            : throw Conflict(e, $"{taken.Registration.Tagger.Name} registered '{version}' with other content on "
                + $"{taken.Registration.Tagger.Date:yyyy-MM-dd} ('{taken.Registration.Tag}')");
    }

    private EventDraft Draft(RegistryEvent e, ModelState state)
    {
        var version = e.Kind == EventKind.Register ? null : VersionOf(e);
        var now = version is null ? null : state.Find(version);
        if (e.Kind == EventKind.Assign)
        {
            EnsureSameVersion(e, version, now);
        }

        return new EventDraft
        {
            Kind = e.Kind,
            Version = e.Name.Version ?? version,
            Stage = e.Name.Stage,
            Extension = e.Name.Extension,
            Commit = e.Kind == EventKind.Register
                ? ObjectId.TryParse(e.Message.Find(Trailer.SourceCommit)) ?? e.Commit : now?.Commit ?? e.Commit,
            Reason = e.Message.Reason,
            Trailers =
            [
                .. e.Message.Trailers.Where(trailer => !s_own.Contains(trailer.Key))
                    .Select(trailer => KeyValuePair.Create(trailer.Key, Renamed(trailer))),
                new(Trailer.Rebuilt, e.TagObject.Hex),
            ],
        };
    }

    /// <summary>A stage must not come to hold other bytes than those it was given.</summary>
    private void EnsureSameVersion(RegistryEvent e, SemanticVersion? version, VersionState? now)
    {
        if (version is not null && (now is not { IsActive: true } || now.Manifest != _local.Find(version)?.Manifest))
        {
            throw Conflict(e, $"'{version}' is no version there any more, or one with other content");
        }
    }

    /// <summary>The version that an event was about when it was written: by its commit, as everybody reads it.</summary>
    private SemanticVersion? VersionOf(RegistryEvent e)
    {
        var said = SemanticVersion.TryParse(e.Message.Find(Trailer.Version) ?? "");
        if (e.Kind is EventKind.Extension or EventKind.Deprecate)
        {
            return said;
        }

        var there = _local.Versions.Where(version => version.Commit == e.Commit).ToList();
        return e.Name.Version ?? there.Find(version => version.Version == said)?.Version ?? there.FirstOrDefault()?.Version;
    }

    private void Rename(RegistryEvent old, RegistryEvent by)
    {
        _renamed[old.TagObject.Hex] = by.TagObject.Hex;
        _renamed["#" + Number(old)] = Number(by);
    }

    private static string Number(RegistryEvent e) => e.Number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>What users wrote stays as it is, also where it reads like a number or an object.</summary>
    private string Renamed(KeyValuePair<string, string> trailer) => trailer.Key switch
    {
        Trailer.Group => _renamed.GetValueOrDefault("#" + trailer.Value, trailer.Value),
        Trailer.Reverts => _renamed.GetValueOrDefault(trailer.Value, trailer.Value),
        _ => trailer.Value,
    };

    private RegistryException Conflict(RegistryEvent e, string why) => new(
        ErrorCodes.RemoteMovedOn,
        $"'{e.Tag}' was kept local, and meanwhile {why}. No event of '{e.Name.Model}' was sent; take yours away with: git tag -d "
        + $"{string.Join(' ', WithDependents(e).Select(tag => $"'{tag}'"))}; then run Sync-MLRegistry, and do it again.");

    /// <summary>What was kept and says something of the same version.</summary>
    private IEnumerable<string> WithDependents(RegistryEvent e)
    {
        string? About(RegistryEvent kept) => kept.Name.Version?.ToString() ?? kept.Message.Find(Trailer.Version);
        return _kept.Where(kept => kept == e || (About(e) is { } version && About(kept) == version)).Select(kept => kept.Tag);
    }
}
