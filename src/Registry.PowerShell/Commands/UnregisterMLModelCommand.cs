using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Withdraws a version: ranges, <c>latest</c> and stages reach it no more. Its bytes stay, its number is spent.
/// </summary>
[Cmdlet(VerbsLifecycle.Unregister, "MLModel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Unregister-MLModel.md")]
[OutputType(typeof(ModelVersion))]
public sealed class UnregisterMLModelCommand : EventCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Exact.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string Version { get; set; } = "";

    /// <summary>Writes even where the model's last event lies in the future.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        var given = $"{Name}@{Version}";
        var request = new UnregisterRequest
        {
            Name = Name,
            Version = Version,
            Message = Message,
            Force = Force,
            NoPush = NoPush,
        };
        if (Try(given, (registry, _, cancel) => registry.PreviewUnregisterAsync(request, cancel)) is not { } preview
            || !ShouldProcess($"{preview.Name}@{preview.Version}", Action(preview)))
        {
            return;
        }

        var version = Try(given, (registry, sink, cancel) => registry.UnregisterAsync(request, sink, cancel));
        if (PassThru && version is not null)
        {
            WriteObject(version);
        }
    }

    private static string Action(ModelVersion version) =>
        "Unregister model version" + (version.Stages.Count == 0 ? "" : $", which holds {Display.Join(version.Stages)}");
}
