using System.Runtime.InteropServices;
using Registry.Git;
using Registry.Ledger.Indexing;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Reads events from a repository's tags and folds them.</summary>
internal sealed partial class LedgerReader(GitRepository repository, TimeProvider time) : ILedgerReader
{
    /// <summary>
    /// The model that was read last: a command that decides and then writes looks twice, mostly at the same tags.
    /// </summary>
    private volatile LastRead? _last;

    /// <summary>The clock that says which tags lie in the future.</summary>
    public TimeProvider Time => time;

    /// <summary>From how many tags on that the index does not know it is written.</summary>
    public int WorthIndexing { get; init; } = LedgerIndex.LeastWorthWriting;

    /// <summary>
    /// The refs of one model's tags, as patterns for <c>git for-each-ref</c>; a stage may have <c>/</c> in it.
    /// </summary>
    public static IReadOnlyList<string> PatternsOf(ModelName model)
    {
        var tag = $"refs/tags/{model.TagForm}";
        return [$"{tag}@*", $"{tag}#*", $"{tag}#*/**", $"{tag}+*"];
    }

    public async Task<ModelState> ReadAsync(ModelName model, CancellationToken cancel) =>
        (await ReadWithRefsAsync(model, cancel)).State;

    /// <summary>One model, and all refs that bear the name of an event of it, whether it counts or not.</summary>
    public async Task<(IReadOnlyList<GitRef> Refs, ModelState State)> ReadWithRefsAsync(
        ModelName model, CancellationToken cancel)
    {
        var last = _last?.Model == model ? _last : null;
        var opening = last is not null ? Task.FromResult(LedgerIndex.None)
            : Task.Run(() => LedgerIndex.Open(repository.GitDirectory, whole: false), cancel);
        var refs = OfModel(await repository.ListRefsAsync(PatternsOf(model), cancel), model);
        using var index = await opening;
        var batch = new TagBatch(refs, index, time.GetUtcNow());
        batch.Keep(last?.Events ?? new Dictionary<string, RegistryEvent>());
        await ReadUnknownAsync(batch, cancel);
        var events = batch.Events().ToList();
        _last = new LastRead(model, events.ToDictionary(e => e.Tag, StringComparer.Ordinal));
        return (refs, ModelFold.Fold(model, events));
    }

    /// <summary>Those of some refs that count, in the refs' order; their objects must be here.</summary>
    public async Task<IReadOnlyList<RegistryEvent>> ReadEventsAsync(
        IReadOnlyList<GitRef> refs, CancellationToken cancel)
    {
        using var index = LedgerIndex.Open(repository.GitDirectory, whole: false);
        return [.. (await ReadAsync(refs, index, cancel)).Events()];
    }

    /// <summary>Those of some refs that bear the name of an event of a model.</summary>
    public static IReadOnlyList<GitRef> OfModel(IEnumerable<GitRef> refs, ModelName model)
    {
        var parser = new TagNameParser();
        return [.. refs.Where(reference => parser.TryParse(reference.Name)?.Model == model)];
    }

    /// <summary>Every model, in ordinal order.</summary>
    public async Task<IReadOnlyList<ModelState>> ReadAllAsync(CancellationToken cancel)
    {
        // The index is read while git lists the refs, and written while states are folded.
        var opening = Task.Run(() => LedgerIndex.Open(repository.GitDirectory, whole: true), cancel);
        var refs = await repository.ListRefsAsync(["refs/tags/"], cancel);
        using var index = await opening;
        var batch = await ReadAsync(refs, index, cancel);
        var saving = Task.Run(() => index.Save(batch.Refs, batch.Texts, WorthIndexing), CancellationToken.None);
        var states = Fold(batch.Events());
        await saving;
        return states;
    }

    public async Task<IReadOnlyList<TagName>> ReadTagNamesAsync(CancellationToken cancel) =>
        [.. TagBatch.Names(await repository.ListRefsAsync(["refs/tags/"], cancel)).OfType<TagName>()];

    /// <summary>
    /// The events that most likely tell what people write of versions today: of each model, by its tags' names, those
    /// that registered its highest versions and its latest annotations.
    /// </summary>
    /// <param name="each">So many of either kind for a model.</param>
    /// <param name="most">So many in all.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<IReadOnlyList<RegistryEvent>> ReadNewestAsync(int each, int most, CancellationToken cancel)
    {
        var refs = await repository.ListRefsAsync(["refs/tags/"], cancel);
        var names = TagBatch.Names(refs);
        var newest = Enumerable.Range(0, refs.Count)
            .Where(i => names[i] is { Kind: EventKind.Register or EventKind.Extension })
            .GroupBy(i => (names[i]!.Model, names[i]!.Kind))
            .SelectMany(group => group
                .OrderByDescending(i => names[i]!.Version).ThenByDescending(i => names[i]!.Counter).Take(each))
            .Take(most);
        return await ReadEventsAsync([.. newest.Select(i => refs[i])], cancel);
    }

    private static ModelState[] Fold(IEnumerable<RegistryEvent> all)
    {
        var byModel = new Dictionary<ModelName, List<RegistryEvent>>();
        foreach (var e in all)
        {
            ref var events = ref CollectionsMarshal.GetValueRefOrAddDefault(byModel, e.Name.Model, out _);
            (events ??= []).Add(e);
        }

        var models = byModel.OrderBy(model => model.Key).ToArray();
        var states = new ModelState[models.Length];
        Parallel.For(0, models.Length, i => states[i] = ModelFold.Fold(models[i].Key, models[i].Value));
        return states;
    }

    private async Task<TagBatch> ReadAsync(IReadOnlyList<GitRef> refs, LedgerIndex index, CancellationToken cancel)
    {
        var batch = new TagBatch(refs, index, time.GetUtcNow());
        await ReadUnknownAsync(batch, cancel);
        return batch;
    }

    /// <summary>Reads from Git what nobody has remembered.</summary>
    private async Task ReadUnknownAsync(TagBatch batch, CancellationToken cancel)
    {
        var unknown = batch.Unknown();
        var next = 0;
        await foreach (var text in repository.ReadTagTextsAsync([.. unknown.Select(i => batch.Refs[i].Target)], cancel))
        {
            batch.Add(unknown[next++], text);
        }
    }

    private sealed record LastRead(ModelName Model, IReadOnlyDictionary<string, RegistryEvent> Events);
}
