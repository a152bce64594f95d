using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Takes back the last change of a stage that was not taken back yet, by an event that says so.</summary>
[Cmdlet(VerbsCommon.Undo, "MLModelStage", SupportsShouldProcess = true, HelpUri = Help.Uri + "Undo-MLModelStage.md")]
[OutputType(typeof(StageChange))]
public sealed class UndoMLModelStageCommand : EventCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string Stage { get; set; } = "";

    /// <summary>How many changes are taken back, or with <see cref="Redo"/> how many undos.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(1, UndoRequest.MostSteps)]
    public int Steps { get; set; } = 1;

    /// <summary>Takes back the last undo, where nothing else came after it.</summary>
    [Parameter]
    public SwitchParameter Redo { get; set; }

    /// <summary>
    /// The version that must hold the stage now, or an empty string where none may: with it a command that is run again,
    /// because nobody knows whether it went through, does not go back twice.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Expect { get; set; }

    /// <summary>Writes even where the model's last event lies in the future.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        var given = $"{Name}#{Stage}";
        var request = new UndoRequest
        {
            Name = Name,
            Stage = Stage,
            Steps = Steps,
            Redo = Redo,
            Expect = Expect,
            Message = Message,
            Force = Force,
            NoPush = NoPush,
        };
        if (Try(given, (registry, _, cancel) => registry.PreviewUndoAsync(request, cancel)) is not { } preview
            || !ShouldProcess($"{preview.Name}#{preview.Stage}", Action(preview)))
        {
            return;
        }

        if (Try(given, (registry, sink, cancel) => registry.UndoAsync(request, sink, cancel)) is { } change)
        {
            WriteObject(change);
        }
    }

    private string Action(StageChange change) =>
        $"{(Redo ? "Redo" : "Undo")} {(Steps == 1 ? "the last change" : $"{Steps} changes")}: "
        + $"from {change.From ?? "nobody"} to {change.To ?? "nobody"}";
}
