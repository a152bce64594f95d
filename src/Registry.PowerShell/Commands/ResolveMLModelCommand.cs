using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Tells which version a reference means today.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "MLModel", HelpUri = Help.Uri + "Resolve-MLModel.md")]
[OutputType(typeof(ModelVersion), typeof(RegistryEventInfo))]
public sealed class ResolveMLModelCommand : RegistryCmdlet
{
    /// <summary>
    /// <c>churn@v2.1.0</c>, <c>churn@latest</c>, <c>churn#prod</c>, <c>churn@[1.2,2.0)</c>, or a tag's name as CI
    /// gets it.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag")]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string Reference { get; set; } = "";

    /// <summary>The event that the tag stands for, or that made the reference resolve so.</summary>
    [Parameter]
    public SwitchParameter AsEvent { get; set; }

    protected override void ProcessRecord()
    {
        object? resolved = AsEvent
            ? Try(Reference, (registry, _, cancel) => registry.ResolveEventAsync(Reference, cancel))
            : Try(Reference, (registry, sink, cancel) => registry.ResolveAsync(Reference, sink, cancel));
        if (resolved is not null)
        {
            WriteObject(resolved);
        }
    }
}
