using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Copies to stores what they lack of another, each blob verified on the way, manifests after the files they name. Cut
/// off at any point, the next run copies the rest.
/// </summary>
[Cmdlet(VerbsData.Sync, "MLStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Sync-MLStore.md")]
[OutputType(typeof(SyncedStore))]
public sealed class SyncMLStoreCommand : RegistryCmdlet
{
    /// <summary>A URL, folder, or place in registry.yaml; the default is the registry's first store.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? From { get; set; }

    /// <summary>The same; the default is every other store of the registry.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] To { get; set; } = [];

    /// <summary>With what no version names; not what is condemned.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    protected override void ProcessRecord()
    {
        var request = Guard(From, () => new StoreSyncRequest
        {
            From = From is null ? null : StoreArgument.Resolve(From, SessionState.Path),
            To = StoreArgument.Resolve(To, SessionState.Path),
            All = All,
        });
        if (request is null || Try(From, (registry, sink, cancel) =>
            registry.PreviewStoreSyncAsync(request, sink, cancel)) is not { } previews)
        {
            return;
        }

        foreach (var preview in previews)
        {
            if (preview.Copied == 0)
            {
                WriteSynced(preview);
            }
            else if (ShouldProcess(preview.To, Action(preview)) && Try(preview.To, (registry, sink, cancel) =>
                registry.SyncStoresAsync(request with { To = [preview.To] }, sink, cancel)) is { } synced)
            {
                WriteSynced(synced[0]);
            }
        }
    }

    private static string Action(SyncedStore preview) =>
        $"Copy {(preview.Copied == 1 ? "1 blob" : $"{preview.Copied} blobs")} ({Display.Size(preview.CopiedBytes)}) "
        + $"from {preview.From}";

    private void WriteSynced(SyncedStore synced)
    {
        WriteObject(synced);
        if (synced.Failures.Count > 0)
        {
            var why = new RegistryException(
                ErrorCodes.BlobMissing,
                $"{synced.Failures.Count} blobs were not copied to '{synced.To}', the first of them: "
                + $"{synced.Failures[0].Message} See the result's Failures for the others.");
            WriteError(ErrorRecords.From(why, synced));
        }
    }
}
