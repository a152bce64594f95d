using System.Collections;
using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Says something of a version after it was registered, such as how it did in a later validation.</summary>
[Cmdlet(VerbsCommon.Set, "MLModelVersion", SupportsShouldProcess = true, HelpUri = Help.Uri + "Set-MLModelVersion.md")]
[OutputType(typeof(ModelVersion))]
public sealed class SetMLModelVersionCommand : AnnotationCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Exact, deregistered or not.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string Version { get; set; } = "";

    /// <summary>Names to finite numbers; <c>$null</c> takes one away.</summary>
    [Parameter]
    public Hashtable? Metric { get; set; }

    protected override void ProcessRecord()
    {
        var given = $"{Name}@{Version}";
        if (Guard(given, Request) is not { } request
            || Try(given, (registry, _, cancel) => registry.PreviewAnnotateVersionAsync(request, cancel))
                is not { } preview
            || !ShouldProcess($"{preview.Name}@{preview.Version}", Action("Annotate model version", request)))
        {
            return;
        }

        var version = Try(given, (registry, sink, cancel) => registry.AnnotateVersionAsync(request, sink, cancel));
        if (PassThru && version is not null)
        {
            WriteObject(version);
        }
    }

    private AnnotateRequest Request() =>
        Request(Name) with { Version = Version, Metrics = HashtableReader.MetricsOrNull(Metric) };
}
