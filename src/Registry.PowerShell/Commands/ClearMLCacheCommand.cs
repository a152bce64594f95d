using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Takes copies of models from this user's cache; what a running process uses stays.</summary>
[Cmdlet(VerbsCommon.Clear, "MLCache", SupportsShouldProcess = true, HelpUri = Help.Uri + "Clear-MLCache.md")]
[OutputType(typeof(ClearedCache))]
public sealed class ClearMLCacheCommand : CoreCmdlet
{
    /// <summary>Copies that were not used for so long, such as <c>30.00:00:00</c>.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Bytes that may stay, such as <c>10GB</c>; the copies used last are kept.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long? MaxSize { get; set; }

    protected override void ProcessRecord()
    {
        var request = new ClearCacheRequest { OlderThan = OlderThan, MaxSize = MaxSize };
        if (Run(null, (_, cancel) => ModelRegistry.PreviewClearCacheAsync(request, cancel)) is { } planned
            && ShouldProcess(planned.Path, $"Delete {planned.Files} cached files ({Display.Size(planned.Bytes)})")
            && Run(planned.Path, (_, cancel) => ModelRegistry.ClearCacheAsync(request, cancel)) is { } cleared)
        {
            WriteObject(cleared);
        }
    }
}
