using System.Runtime.CompilerServices;
using Registry.Git;
using Registry.Ledger.Indexing;
using Registry.Naming;

namespace Registry.Ledger;

internal sealed partial class LedgerReader
{
    /// <summary>
    /// So many bytes of texts that the index did not know are held until it is written; what goes beyond is left to a
    /// later reading, so that memory does not grow with the registry.
    /// </summary>
    private const int MostHeld = 16 * 1024 * 1024;

    public async IAsyncEnumerable<ModelState> ReadEachAsync(
        Func<string, bool>? wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        var opening = Task.Run(() => LedgerIndex.Open(repository.GitDirectory, whole: wanted is null), cancel);
        var refs = await repository.ListRefsAsync(["refs/tags/"], cancel);
        using var index = await opening;
        var (batch, models) = Sort(refs, index, wanted);
        var unknown = batch.Unknown();
        await using var texts = repository
            .ReadTagTextsAsync([.. unknown.Select(i => batch.Refs[i].Target)], cancel).GetAsyncEnumerator(cancel);
        var (next, held) = (0, 0L);
        foreach (var (model, start, end) in models)
        {
            for (; next < unknown.Count && unknown[next] < end && await texts.MoveNextAsync(); next++)
            {
                batch.Add(unknown[next], texts.Current);
                held += texts.Current?.Length ?? 0;
                if (held > MostHeld)
                {
                    batch.Drop(unknown[next]);
                }
            }

            cancel.ThrowIfCancellationRequested();
            if (batch.Take(start, end) is { Count: > 0 } events)
            {
                yield return ModelFold.Fold(model, events);
            }
        }

        // Of a part it would forget the rest.
        if (wanted is null)
        {
            index.Save(batch.Refs, batch.Texts, WorthIndexing);
        }
    }

    /// <summary>The wanted models' refs, those of a model side by side, and where each model's are.</summary>
    private (TagBatch Batch, IReadOnlyList<(ModelName Model, int Start, int End)> Models) Sort(
        IReadOnlyList<GitRef> refs, LedgerIndex index, Func<string, bool>? wanted)
    {
        var names = TagBatch.Names(refs);
        var (places, models) = (new List<int>(refs.Count), new List<(ModelName, int, int)>());
        var byModel = Enumerable.Range(0, refs.Count).Where(i => names[i] is not null)
            .GroupBy(i => names[i]!.Model);
        foreach (var model in byModel.Where(model => wanted?.Invoke(model.Key.Text) != false).OrderBy(model => model.Key))
        {
            var start = places.Count;
            places.AddRange(model);
            models.Add((model.Key, start, places.Count));
        }

        return (
            new TagBatch(
                [.. places.Select(i => refs[i])], [.. places.Select(i => names[i])], index, time.GetUtcNow()),
            models);
    }
}
