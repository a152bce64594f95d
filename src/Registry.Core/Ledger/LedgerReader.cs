using Registry.Git;
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
        var events = await ReadEventsAsync(PatternsOf(model), name => name.Model == model, cancel);
        return ModelFold.Fold(model, events);
    }

    /// <summary>Every model, in ordinal order.</summary>
    public async Task<IReadOnlyList<ModelState>> ReadAllAsync(CancellationToken cancel)
    {
        var events = await ReadEventsAsync(["refs/tags/"], _ => true, cancel);
        return
        [
            .. events.GroupBy(e => e.Name.Model).OrderBy(group => group.Key)
                .Select(group => ModelFold.Fold(group.Key, group)),
        ];
    }

    /// <summary>The names of all models that have a tag, without reading any.</summary>
    public async Task<IReadOnlyList<ModelName>> ReadNamesAsync(CancellationToken cancel)
    {
        var refs = await repository.ListRefsAsync(["refs/tags/"], cancel);
        return [.. refs.Select(r => TagName.TryParse(r.Name)?.Model).OfType<ModelName>().Distinct().Order()];
    }

    private async Task<List<RegistryEvent>> ReadEventsAsync(
        IReadOnlyList<string> patterns, Func<TagName, bool> wanted, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var refs = new List<GitRef>();
        var names = new List<TagName>();
        foreach (var candidate in await repository.ListRefsAsync(patterns, cancel))
        {
            if (TagName.TryParse(candidate.Name) is { } name && wanted(name))
            {
                refs.Add(candidate);
                names.Add(name);
            }
        }

        var events = new List<RegistryEvent>(refs.Count);
        var at = 0;
        await foreach (var (reference, tag) in repository.ReadTagsAsync(refs, cancel))
        {
            if (RegistryEvent.TryCreate(reference, names[at++], tag, now) is { } e)
            {
                events.Add(e);
            }
        }

        return events;
    }
}
