using Registry.Ledger;
using Registry.Ledger.Search;
using Registry.Naming;

namespace Registry;

/// <summary>What a front end offers while somebody types: of the tags' names where they tell enough.</summary>
public sealed partial class ModelRegistry
{
    /// <summary>So many versions of a model are looked at for the keys that filters may name, and so many in all.</summary>
    private const int VersionsOfModel = 2;

    private const int MostLookedAt = 500;

    /// <summary>The names of all models, in ordinal order; deprecated ones and those without a version too.</summary>
    public async Task<IReadOnlyList<string>> GetModelNamesAsync(CancellationToken cancel = default) =>
        [.. (await _context.Reader.ReadNamesAsync(cancel)).Select(name => name.Text)];

    /// <summary>The declared stages in their order, then others that a version was ever given.</summary>
    /// <exception cref="RegistryException">MLR1005.</exception>
    public async Task<IReadOnlyList<string>> GetStageNamesAsync(CancellationToken cancel = default)
    {
        var tags = _context.Reader.ReadTagNamesAsync(cancel);
        var declared = (await _context.ReadConfigurationAsync(cancel)).Stages;
        var used = (await tags).Where(tag => tag.Kind == EventKind.Assign).Select(tag => tag.Stage!.Text);
        return [.. declared.Concat(used.Order(StringComparer.Ordinal)).Distinct()];
    }

    /// <summary>
    /// What a filter may compare, spelled as it has it: the fields of every version, then <c>metric.auc</c> and its like
    /// of the keys that the highest versions have.
    /// </summary>
    public async Task<IReadOnlyList<string>> GetFilterFieldsAsync(CancellationToken cancel = default)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        if (_context.Reader is LedgerReader reader)
        {
            foreach (var e in await reader.ReadNewestAsync(VersionsOfModel, MostLookedAt, cancel))
            {
                var notes = Notes.Of([e]);
                keys.UnionWith(notes.Metrics.Keys.Select(key => new Field("metric", key).Spell()));
                keys.UnionWith(notes.Labels.Keys.Select(key => new Field("label", key).Spell()));
                keys.UnionWith(Notes.Pairs(e.Message, Trailer.Param).Select(pair => new Field("param", pair.Key).Spell()));
            }
        }

        return [.. Field.Words, .. keys];
    }
}
