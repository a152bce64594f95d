using Registry.Content;
using Registry.Operations;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>What <see cref="SyncAsync"/> would move, by a look at the remote; nothing is written or fetched.</summary>
    /// <exception cref="RegistryException">MLR1003 where there is no such remote, MLR1102.</exception>
    public Task<SyncReport> PreviewSyncAsync(SyncRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Synchronization(_context, request, null).PreviewAsync(cancel));

    /// <summary>
    /// Fetches the events that the remote has and pushes those that were kept local. Where others wrote meanwhile, ours are
    /// written anew on top of theirs, with numbers, predecessors and times of their own.
    /// </summary>
    /// <exception cref="RegistryException">MLR1003 where there is no such remote, MLR1102.</exception>
    public Task<SyncReport> SyncAsync(
        SyncRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Synchronization(_context, request, progress).RunAsync(cancel));
}
