using Registry.Content;
using Registry.Operations.Upkeep.Scrubbing;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Operations.Upkeep.Mirroring;

/// <summary>Brings to stores what they lack of another.</summary>
internal sealed class StoreSyncing(RegistryContext registry, StoreSyncRequest request, IProgressSink? sink)
{
    public Task<IReadOnlyList<SyncedStore>> PreviewAsync(CancellationToken cancel) =>
        EachAsync(plan => Task.FromResult(plan.ToResult(plan.Wanted.Count, plan.WantedBytes)), cancel);

    public Task<IReadOnlyList<SyncedStore>> RunAsync(CancellationToken cancel) =>
        EachAsync(plan => CopyAsync(plan, cancel), cancel);

    private async Task<IReadOnlyList<SyncedStore>> EachAsync(
        Func<SyncPlan, Task<SyncedStore>> work, CancellationToken cancel)
    {
        var selection = await StoreSelection.OpenAsync(registry, sink, cancel);
        var from = request.From is { } given ? selection.Find(given) : selection.Own[0];
        var targets = selection.FindAll(request.To).Where(store => store.Url != from.Url).ToList();
        if (targets.Count == 0)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"There is no store to copy to but '{from.Url}' itself; name another with -To, or add one to registry.yaml.");
        }

        var census = await BlobCensus.OfAllAsync(registry, selection.With(from), cancel);
        var source = request.All ? await StoreInventory.TakeAsync(from, cancel) : null;
        var results = new List<SyncedStore>();
        foreach (var to in targets)
        {
            results.Add(await work(await SyncPlan.MakeAsync(registry.Location, census, source, from, to, cancel)));
        }

        return results;
    }

    /// <summary>Files, then records, then the manifests of which every file is there.</summary>
    private async Task<SyncedStore> CopyAsync(SyncPlan plan, CancellationToken cancel)
    {
        if (plan.Wanted.Count > 0)
        {
            // Before bytes of ours are there, others have to know: they would sweep what only we need.
            await StoreTenants.EnsureListedAsync(plan.To, registry, cancel);
        }

        var meter = new TransferMeter(sink, $"Copying to {plan.To.Url}", plan.WantedBytes, plan.Wanted.Count);
        var transfer = new BlobTransfer(new StoreSet([plan.From]), plan.To, meter);
        var (manifests, others) = (plan.Wanted.Where(blob => plan.IsManifest(blob.Digest)), plan.Wanted.Where(
            blob => !plan.IsManifest(blob.Digest)));
        await transfer.CopyAsync(others, replace: false, cancel);
        plan.Fail(transfer.Failures);
        await transfer.CopyAsync(manifests.Where(blob => !plan.IsHeldBack(blob.Digest)), replace: false, cancel);
        plan.Fail(transfer.Failures);
        var copied = plan.Wanted.Where(blob => !plan.HasFailed(blob.Digest)).ToList();
        return plan.ToResult(copied.Count, copied.Sum(blob => blob.Size));
    }
}
