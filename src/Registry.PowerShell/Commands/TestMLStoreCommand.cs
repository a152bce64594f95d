using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Looks for what is wrong with stores: blobs that versions name and that are missing, bytes that do not match their
/// name, blobs that nobody needs. Nothing comes out where all is well; -Verbose says how much was read.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MLStore", HelpUri = Help.Uri + "Test-MLStore.md")]
[OutputType(typeof(StoreFinding), typeof(StoreReport))]
public sealed class TestMLStoreCommand : StreamingCmdlet
{
    /// <summary>URLs, folders, or places in registry.yaml from 0 on; the default is every store of the registry.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>Reads so many blobs, or a share such as <c>5%</c>, chosen by chance; the default is all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sample { get; set; }

    /// <summary>Reads what was written, or belongs to a version that was registered, since this moment.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>For each store what was looked at and how much of it is wrong, in place of findings alone.</summary>
    [Parameter]
    public SwitchParameter AsReport { get; set; }

    protected override void ProcessRecord()
    {
        var target = Store.Length == 0 ? "stores" : string.Join(", ", Store);
        var request = Guard(target, () => new StoreCheckRequest
        {
            Stores = StoreArgument.Resolve(Store, SessionState.Path),
            Sample = Sample is null ? null : SampleSize.Parse(Sample),
            Since = Since,
        });
        if (request is null)
        {
            return;
        }

        if (!AsReport)
        {
            WriteEach(target, (registry, sink, cancel) => registry.FindStoreProblemsAsync(request, sink, cancel));
            return;
        }

        var reports = Try(target, (registry, sink, cancel) => registry.CheckStoresAsync(request, sink, cancel));
        WriteObject(reports ?? [], enumerateCollection: true);
    }
}
