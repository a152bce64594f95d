using Registry.Ledger;
using Registry.Naming;

namespace Registry.Operations.Retention;

/// <summary>
/// What keeps versions of a model whatever the policy says: stages that they hold or ever held, and holds. No I/O.
/// </summary>
internal sealed class Holds
{
    private const string Held = "held";
    private const string Released = "released";

    /// <summary>The label that holds a version, with any value but <c>false</c>.</summary>
    private const string Label = "hold";

    private readonly Dictionary<SemanticVersion, string> _stages = [];
    private readonly Dictionary<SemanticVersion, string> _held = [];
    private string? _heldModel;

    /// <param name="state">As the tags have it.</param>
    /// <param name="all">The events in order, with those whose tags are gone: what was witnessed keeps, too.</param>
    public Holds(ModelState state, IReadOnlyList<RegistryEvent> all)
    {
        var at = all.Where(e => e.Kind == EventKind.Register).ToLookup(e => e.Commit, e => e.Name.Version!);
        var present = state.Events.Select(e => e.TagObject).ToHashSet();
        foreach (var e in all)
        {
            if (e.Kind == EventKind.Assign)
            {
                var said = NamedVersion.Of(e) is { } named ? new[] { named } : [];
                foreach (var version in at[e.Commit].Concat(said))
                {
                    _stages[version] = e.Name.Stage!.Text;
                }
            }
            else if (e.Name.Extension == Held)
            {
                Hold(e);
            }
            else if (e.Name.Extension == Released && present.Contains(e.TagObject))
            {
                Release(e);
            }
        }
    }

    /// <summary>Why a version is kept; null where nothing of this keeps it.</summary>
    public string? Of(ModelState state, VersionState version)
    {
        var now = state.StagesOf(version).ToList();
        return now.Count > 0 ? $"holds {string.Join(", ", now.Select(stage => $"'{stage}'"))}"
            : _stages.TryGetValue(version.Version, out var stage) ? $"held '{stage}'"
            : _held.TryGetValue(version.Version, out var tag) ? $"on hold ('{tag}')"
            : _heldModel is not null ? $"on hold ('{_heldModel}')"
            : version.Notes.Labels.TryGetValue(Label, out var value) && !value.Equals("false", StringComparison.OrdinalIgnoreCase)
                ? $"on hold (label '{Label}')" : null;
    }

    private void Hold(RegistryEvent e)
    {
        if (e.NamedVersion is { } version)
        {
            _held[version] = e.Tag;
        }
        else
        {
            _heldModel = e.Tag;
        }
    }

    private void Release(RegistryEvent e)
    {
        if (e.NamedVersion is { } version)
        {
            _held.Remove(version);
        }
        else
        {
            _heldModel = null;
        }
    }
}
