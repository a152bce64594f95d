using System.Runtime.InteropServices;
using Registry.Git;
using Registry.Ledger.Indexing;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Reads events from a repository's tags and folds them.</summary>
internal sealed class LedgerReader(GitRepository repository, TimeProvider time)
{
    /// <summary>
    /// The refs of one model's tags, as patterns for <c>git for-each-ref</c>; a stage may have <c>/</c> in it.
    /// </summary>
    public static IReadOnlyList<string> PatternsOf(ModelName model)
    {
        var tag = $"refs/tags/{model.TagForm}";
        return [$"{tag}@*", $"{tag}#*", $"{tag}#*/**", $"{tag}+*"];
    }

    public async Task<ModelState> ReadAsync(ModelName model, CancellationToken cancel)
    {
        var events = await ReadEventsAsync(PatternsOf(model), whole: false, cancel);
        return ModelFold.Fold(model, events.Where(e => e.Name.Model == model));
    }

    /// <summary>Every model, in ordinal order.</summary>
    public async Task<IReadOnlyList<ModelState>> ReadAllAsync(CancellationToken cancel)
    {
        var byModel = new Dictionary<ModelName, List<RegistryEvent>>();
        foreach (var e in await ReadEventsAsync(["refs/tags/"], whole: true, cancel))
        {
            ref var events = ref CollectionsMarshal.GetValueRefOrAddDefault(byModel, e.Name.Model, out _);
            (events ??= []).Add(e);
        }

        return [.. byModel.OrderBy(model => model.Key).Select(model => ModelFold.Fold(model.Key, model.Value))];
    }

    /// <summary>The names of all models that have a tag, without reading any.</summary>
    public async Task<IReadOnlyList<ModelName>> ReadNamesAsync(CancellationToken cancel)
    {
        var refs = await repository.ListRefsAsync(["refs/tags/"], cancel);
        var parser = new TagNameParser();
        return [.. refs.Select(r => parser.TryParse(r.Name)?.Model).OfType<ModelName>().Distinct().Order()];
    }

    private async Task<List<RegistryEvent>> ReadEventsAsync(
        IReadOnlyList<string> patterns, bool whole, CancellationToken cancel)
    {
        // The index is read while git lists the refs.
        var opening = Task.Run(() => LedgerIndex.Open(repository.GitDirectory, whole), cancel);
        var (refs, names) = Events(await repository.ListRefsAsync(patterns, cancel));
        using var index = await opening;
        var texts = index.Find(refs);
        await ReadUnknownAsync(refs, texts, cancel);

        var now = time.GetUtcNow();
        var saving = whole ? Task.Run(() => index.Save(refs, texts), CancellationToken.None) : Task.CompletedTask;
        var events = new List<RegistryEvent>(refs.Count);
        for (var i = 0; i < refs.Count; i++)
        {
            var tag = texts[i].Text is { } text ? TagObject.TryParse(text) : null;
            if (RegistryEvent.TryCreate(refs[i], names[i], tag, now) is { } e)
            {
                events.Add(e);
            }
        }

        await saving;
        return events;
    }

    /// <summary>Those whose names are events', and the names.</summary>
    private static (List<GitRef> Refs, List<TagName> Names) Events(IReadOnlyList<GitRef> candidates)
    {
        var parser = new TagNameParser();
        var refs = new List<GitRef>(candidates.Count);
        var names = new List<TagName>(candidates.Count);
        foreach (var candidate in candidates)
        {
            if (parser.TryParse(candidate.Name) is { } name)
            {
                refs.Add(candidate);
                names.Add(name);
            }
        }

        return (refs, names);
    }

    private async Task ReadUnknownAsync(List<GitRef> refs, IndexedText[] texts, CancellationToken cancel)
    {
        var unknown = Enumerable.Range(0, refs.Count).Where(i => texts[i].Text is null).ToList();
        var at = 0;
        await foreach (var text in repository.ReadTagTextsAsync([.. unknown.Select(i => refs[i].Target)], cancel))
        {
            texts[unknown[at++]] = new IndexedText(text, null);
        }
    }
}
