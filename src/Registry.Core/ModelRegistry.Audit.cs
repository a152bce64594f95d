using System.Runtime.CompilerServices;
using Registry.Ledger.Audit;
using Registry.Naming;

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
    public async IAsyncEnumerable<RegistryFinding> AuditAsync(
        AuditRequest request, IProgressSink? progress = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var only = request.Name is { } name ? ModelName.Parse(name) : null;
        var ledger = await _context.OpenLedgerAsync(only, cancel);
        await foreach (var finding in new Auditor(_context, ledger, request, progress).RunAsync(cancel))
        {
            yield return finding;
        }
    }
}
