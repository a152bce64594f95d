using Registry.Content;
using Registry.Stores;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>Looks at stores one after the other, and writes down which versions were seen whole.</summary>
/// <param name="found">Told of each finding as it is found, one at a time.</param>
internal sealed class StoreChecking(
    RegistryContext registry, StoreCheckRequest request, Action<StoreFinding> found, IProgressSink? sink)
{
    /// <summary>Writes nothing down.</summary>
    public bool LookOnly { get; init; }

    public async Task<IReadOnlyList<StoreReport>> RunAsync(CancellationToken cancel)
    {
        var selection = await StoreSelection.OpenAsync(registry, sink, cancel);
        var wanted = selection.FindAll(request.Stores);
        var reachable = await ReachableAsync(selection.With(wanted).Stores, cancel);
        var census = await BlobCensus.OfAllAsync(registry, new StoreSet(reachable), cancel);
        var (reports, whole) = (new List<StoreReport>(), new HashSet<Digest>());
        foreach (var store in wanted)
        {
            var others = reachable.Where(other => other.Url != store.Url).ToList();
            var scrub = new StoreScrub(store, registry.Location, census, others, found);
            reports.Add(await scrub.RunAsync(request, sink, cancel));
            whole.UnionWith(scrub.Whole);
        }

        if (!LookOnly)
        {
            await VerificationBook.Of(registry).AddAsync(census, whole, cancel);
        }

        return reports;
    }

    /// <summary>One that is not there is asked once, not for each manifest.</summary>
    private async Task<IReadOnlyList<IBlobStore>> ReachableAsync(
        IReadOnlyList<IBlobStore> stores, CancellationToken cancel)
    {
        var reachable = new List<IBlobStore>();
        foreach (var store in stores)
        {
            try
            {
                await store.ReadAsync(StoreKeys.Marker, cancel);
                reachable.Add(store);
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                sink?.Write(new RegistryMessage(MessageLevel.Verbose, e.Error, e.Message));
            }
        }

        return reachable;
    }
}
