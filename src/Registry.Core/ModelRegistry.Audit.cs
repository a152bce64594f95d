using Registry.Ledger.Audit;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>
    /// Looks for what is wrong with the registry and tells it as it is found: tags that were deleted, moved or forged,
    /// chains that went back, versions whose bytes are missing, tags that no tool can read. Nothing where all is well.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001 for a model of which nothing is known, MLR1102 where the remote cannot be asked, MLR1005 for a lock
    /// file that cannot be read.
    /// </exception>
    public IAsyncEnumerable<RegistryFinding> AuditAsync(
        AuditRequest request, IProgressSink? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new Auditor(_context, request, progress).RunAsync(cancel);
    }
}
