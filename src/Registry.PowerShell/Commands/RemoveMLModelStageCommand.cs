using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Takes a stage of a model from one version, or from all, so that it is empty.</summary>
[Cmdlet(VerbsCommon.Remove, "MLModelStage", SupportsShouldProcess = true,
    HelpUri = Help.Uri + "Remove-MLModelStage.md")]
[OutputType(typeof(StageChange))]
public sealed class RemoveMLModelStageCommand : EventCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Declared or not.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string Stage { get; set; } = "";

    /// <summary>
    /// Only this version loses the stage, and who held it before has it again. Without it nobody has.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Writes even where the model's last event lies in the future.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        var given = $"{Name}#{Stage}";
        var request = new UnassignRequest
        {
            Name = Name,
            Stage = Stage,
            Version = string.IsNullOrEmpty(Version) ? null : Version,
            Message = Message,
            Force = Force,
            NoPush = NoPush,
        };
        if (Try(given, (registry, _, cancel) => registry.PreviewUnassignAsync(request, cancel)) is not { } preview
            || !ShouldProcess($"{preview.Name}#{preview.Stage}", Action(preview)))
        {
            return;
        }

        if (Try(given, (registry, sink, cancel) => registry.UnassignAsync(request, sink, cancel)) is { } change)
        {
            WriteObject(change);
        }
    }

    private static string Action(StageChange change) =>
        $"Remove stage from {Display.Join(change.Removed)}" + (change.To is null ? "" : $", held by {change.To} then");
}
