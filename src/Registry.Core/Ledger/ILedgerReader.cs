using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Where states come from: the tags of a repository here, or those of a remote as they are now.</summary>
internal interface ILedgerReader
{
    Task<ModelState> ReadAsync(ModelName model, CancellationToken cancel);

    /// <summary>Every model, in ordinal order.</summary>
    Task<IReadOnlyList<ModelState>> ReadAllAsync(CancellationToken cancel);

    /// <summary>
    /// The models whose names are wanted, all for null, in ordinal order, each as soon as its own tags are read. Slower
    /// than <see cref="ReadAllAsync"/> until the end, and holds one model at a time.
    /// </summary>
    IAsyncEnumerable<ModelState> ReadEachAsync(Func<string, bool>? wanted, CancellationToken cancel);

    /// <summary>The names of all tags that are an event's, without reading any.</summary>
    Task<IReadOnlyList<TagName>> ReadTagNamesAsync(CancellationToken cancel);

    /// <summary>The names of all models that have a tag, in order.</summary>
    async Task<IReadOnlyList<ModelName>> ReadNamesAsync(CancellationToken cancel) =>
        [.. (await ReadTagNamesAsync(cancel)).Select(tag => tag.Model).Distinct().Order()];
}
