using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Says something of a model itself, whichever version is the latest.</summary>
[Cmdlet(VerbsCommon.Set, "MLModel", SupportsShouldProcess = true, HelpUri = Help.Uri + "Set-MLModel.md")]
[OutputType(typeof(Model))]
public sealed class SetMLModelCommand : AnnotationCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Annotate(name);
        }
    }

    private void Annotate(string name)
    {
        if (Guard(name, () => Request(name)) is not { } request
            || Try(name, (registry, _, cancel) => registry.PreviewAnnotateModelAsync(request, cancel)) is not { } preview
            || !ShouldProcess(preview.Name, Action("Annotate model", request)))
        {
            return;
        }

        var model = Try(name, (registry, sink, cancel) => registry.AnnotateModelAsync(request, sink, cancel));
        if (PassThru && model is not null)
        {
            WriteObject(model);
        }
    }
}
