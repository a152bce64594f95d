using Registry.Content;
using Registry.Operations.Retention;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>What <see cref="RetainAsync"/> would erase, condemn and sweep; nothing is written.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1005, MLR1101, MLR1102, MLR1104, MLR1201, MLR3007.</exception>
    public Task<RetentionReport> PreviewRetentionAsync(
        RetentionRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new RetentionRun(_context, request, progress).PreviewAsync(cancel));

    /// <summary>
    /// Erases the versions that the policy gives up, by an event each; condemns the blobs that no version reaches any
    /// more; deletes those that were condemned longer ago than the grace. It may be cut at any point and run again.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1005, MLR1101, MLR1102, MLR1104, MLR1201, MLR3007.</exception>
    public Task<RetentionReport> RetainAsync(
        RetentionRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new RetentionRun(_context, request, progress).RunAsync(cancel));
}
