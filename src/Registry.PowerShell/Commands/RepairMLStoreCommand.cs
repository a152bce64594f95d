using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Mends missing and damaged blobs of stores from another store, each verified on the way. Nothing is taken away: what
/// cannot be mended stays as it is, and is an error.
/// </summary>
[Cmdlet(VerbsDiagnostic.Repair, "MLStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Repair-MLStore.md")]
[OutputType(typeof(RepairedBlob))]
public sealed class RepairMLStoreCommand : RegistryCmdlet
{
    /// <summary>What Test-MLStore or Test-MLModel found: only that is mended, and nothing else is looked at.</summary>
    [Parameter(ValueFromPipeline = true)]
    public StoreFinding? InputObject { get; set; }

    /// <summary>The stores to mend, as Test-MLStore takes them; the default is every store of the registry.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>A URL, folder, or place in registry.yaml; the default is the registry's other stores, in order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? From { get; set; }

    /// <summary>Reads so many blobs, or a share such as <c>5%</c>; what is missing is found in any case.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sample { get; set; }

    /// <summary>Reads what was written, or belongs to a version that was registered, since this moment.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    protected override void ProcessRecord()
    {
        var request = Guard(From, () => new StoreRepairRequest
        {
            From = From is null ? null : StoreArgument.Resolve(From, SessionState.Path),
            Check = new StoreCheckRequest
            {
                Stores = StoreArgument.Resolve(Store, SessionState.Path),
                Sample = Sample is null ? null : SampleSize.Parse(Sample),
                Since = Since,
            },
        });
        if (request is null || Find(request) is not { } damaged)
        {
            return;
        }

        foreach (var store in damaged.GroupBy(blob => blob.Store))
        {
            var blobs = store.ToList();
            var what = blobs.Count == 1 ? blobs[0].File ?? blobs[0].Digest : $"{blobs.Count} blobs";
            if (ShouldProcess(store.Key, $"Mend {what} from {request.From ?? "the other stores"}"))
            {
                WriteMended(Try(store.Key, (registry, sink, cancel) => registry.RepairAsync(request, blobs, sink, cancel)));
            }
        }
    }

    private IReadOnlyList<RepairedBlob>? Find(StoreRepairRequest request) =>
        InputObject is null
            ? Try(From, (registry, sink, cancel) => registry.PreviewRepairAsync(request, sink, cancel))
            : ModelRegistry.MendableOf(InputObject) is { } blob ? [blob] : [];

    private void WriteMended(IReadOnlyList<RepairedBlob>? results)
    {
        foreach (var blob in results ?? [])
        {
            WriteObject(blob);
            if (!blob.Mended)
            {
                var why = new RegistryException(
                    ErrorCodes.BlobMissing, $"'{blob.File ?? blob.Digest}' was not mended in '{blob.Store}': {blob.Message}");
                WriteError(ErrorRecords.From(why, blob));
            }
        }
    }
}
