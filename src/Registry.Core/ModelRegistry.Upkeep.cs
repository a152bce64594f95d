using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Registry.Content;
using Registry.Operations.Upkeep.Maintenance;
using Registry.Operations.Upkeep.Mirroring;
using Registry.Operations.Upkeep.Reporting;
using Registry.Operations.Upkeep.Scrubbing;

namespace Registry;

/// <summary>What keeps stores whole. All of it works on any kind of store, and asks nobody.</summary>
public sealed partial class ModelRegistry
{
    /// <summary>
    /// Whether the stores have what versions of a model consist of: reads and hashes what they have, past the cache.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1101, MLR1203; MLR1201 where no store can be asked.</exception>
    public Task<ModelCheck> CheckModelAsync(
        ModelCheckRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new ModelChecking(_context, request, progress).RunAsync(cancel));

    /// <summary>
    /// Looks at stores: what versions name and is missing, what is damaged, and what nobody needs. A store that cannot be
    /// reached is a finding.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1101.</exception>
    public Task<IReadOnlyList<StoreReport>> CheckStoresAsync(
        StoreCheckRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StoreChecking(_context, request, _ => { }, progress).RunAsync(cancel));

    /// <summary>The same, with each finding as it is found.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1101.</exception>
    public async IAsyncEnumerable<StoreFinding> FindStoreProblemsAsync(
        StoreCheckRequest request, IProgressSink? progress = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var channel = Channel.CreateUnbounded<StoreFinding>();
        var work = Task.Run(
            async () =>
            {
                try
                {
                    var checking = new StoreChecking(_context, request, finding => channel.Writer.TryWrite(finding), progress);
                    await FileErrors.AsCodedAsync(() => checking.RunAsync(stop.Token));
                }
                finally
                {
                    channel.Writer.Complete();
                }
            },
            CancellationToken.None);
        try
        {
            await foreach (var finding in channel.Reader.ReadAllAsync(cancel))
            {
                yield return finding;
            }
        }
        finally
        {
            // Nobody listens any more, or all is told.
            await stop.CancelAsync();
            await Task.WhenAny(work);
        }

        await work;
    }

    /// <summary>What can be mended of a finding; null where it is about no blob that is needed.</summary>
    public static RepairedBlob? MendableOf(StoreFinding? finding) =>
        finding is null || finding.Digest is null || finding.Problem is StoreProblem.Orphaned or StoreProblem.Foreign
            ? null : StoreRepairing.Of(finding);

    /// <summary>What a repair would mend, found by looking at the stores.</summary>
    public Task<IReadOnlyList<RepairedBlob>> PreviewRepairAsync(
        StoreRepairRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StoreRepairing(_context, request, progress).PreviewAsync(cancel));

    /// <summary>
    /// Mends what is missing or damaged in stores from another, verified on the way. What cannot be mended is told of, and
    /// left as it is.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1101, MLR1201.</exception>
    public Task<IReadOnlyList<RepairedBlob>> RepairAsync(
        StoreRepairRequest request, IReadOnlyList<RepairedBlob> blobs, IProgressSink? progress = null,
        CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StoreRepairing(_context, request, progress).RunAsync(blobs, cancel));

    /// <summary>What a sync would copy to each store.</summary>
    public Task<IReadOnlyList<SyncedStore>> PreviewStoreSyncAsync(
        StoreSyncRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StoreSyncing(_context, request, progress).PreviewAsync(cancel));

    /// <summary>
    /// Copies what stores lack of another, verified on the way, manifests after the files they name. Cut off, the next
    /// one copies the rest.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1101, MLR1201.</exception>
    public Task<IReadOnlyList<SyncedStore>> SyncStoresAsync(
        StoreSyncRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new StoreSyncing(_context, request, progress).RunAsync(cancel));

    /// <summary>Who holds which stage, since when, and what to look at.</summary>
    /// <exception cref="RegistryException">MLR1001 for a model that is not there, MLR1003.</exception>
    public Task<IReadOnlyList<StageReportEntry>> GetStageReportAsync(
        StageReportRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FileErrors.AsCodedAsync(() => new StageReporting(_context, request).RunAsync(cancel));
    }

    /// <summary>
    /// Does jobs that keep a registry in order, one after the other, and keeps a record of it. A job that fails does not
    /// stop the others: it is in the result.
    /// </summary>
    /// <exception cref="RegistryException">MLR1106 where a run is at work already; MLR1003.</exception>
    public Task<MaintenanceRun> MaintainAsync(
        MaintenanceRequest request, IProgressSink? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FileErrors.AsCodedAsync(() => new MaintenanceRunner(_context, request, progress).RunAsync(cancel));
    }
}
