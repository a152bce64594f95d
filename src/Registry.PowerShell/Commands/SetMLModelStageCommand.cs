using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Gives a stage of a model to a version.</summary>
[Cmdlet(VerbsCommon.Set, "MLModelStage", SupportsShouldProcess = true, HelpUri = Help.Uri + "Set-MLModelStage.md")]
[OutputType(typeof(StageChange))]
public sealed class SetMLModelStageCommand : EventCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string Version { get; set; } = "";

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string Stage { get; set; } = "";

    /// <summary>
    /// Takes the stage from all versions that would have it again once this one loses it; they go to the stage
    /// <c>archived</c> where one is declared.
    /// </summary>
    [Parameter]
    public SwitchParameter ArchivePrevious { get; set; }

    /// <summary>The version that must hold the stage now, or an empty string where none may.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Expect { get; set; }

    /// <summary>Records the event even where the version holds the stage already, or the clock is behind.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        var given = $"{Name}@{Version}";
        var request = new AssignRequest
        {
            Name = Name,
            Version = Version,
            Stage = Stage,
            ArchivePrevious = ArchivePrevious,
            Message = Message,
            Expect = Expect,
            Force = Force,
            NoPush = NoPush,
        };
        if (Try(given, (registry, _, cancel) => registry.PreviewAssignAsync(request, cancel)) is not { } preview
            || !ShouldProcess($"{preview.Name}@{preview.To}", Action(preview)))
        {
            return;
        }

        if (Try(given, (registry, sink, cancel) => registry.AssignAsync(request, sink, cancel)) is { } change)
        {
            WriteObject(change);
        }
    }

    private static string Action(StageChange change) =>
        $"Assign stage {change.Stage}" + (change.From is null ? "" : $", now held by {change.From}")
        + (change.Removed.Count == 0 ? "" : $", and remove it from {Display.Join(change.Removed)}");
}
