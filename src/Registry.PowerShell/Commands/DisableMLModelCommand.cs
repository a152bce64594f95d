using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Deprecates a model: ranges and stages do not reach it, exact versions do with a warning. The next version or
/// assignment revives it.
/// </summary>
[Cmdlet(VerbsLifecycle.Disable, "MLModel", SupportsShouldProcess = true, HelpUri = Help.Uri + "Disable-MLModel.md")]
[OutputType(typeof(Model))]
public sealed class DisableMLModelCommand : EventCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Writes even where the model's last event lies in the future.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Deprecate(name);
        }
    }

    private void Deprecate(string name)
    {
        var request = new DeprecateRequest { Name = name, Message = Message, Force = Force, NoPush = NoPush };
        if (Try(name, (registry, _, cancel) => registry.PreviewDeprecateAsync(request, cancel)) is not { } preview
            || !ShouldProcess(preview.Name, "Deprecate model"))
        {
            return;
        }

        var model = Try(name, (registry, sink, cancel) => registry.DeprecateAsync(request, sink, cancel));
        if (PassThru && model is not null)
        {
            WriteObject(model);
        }
    }
}
