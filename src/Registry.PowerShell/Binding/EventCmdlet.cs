using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>A command that adds an event to the ledger.</summary>
public abstract class EventCmdlet : RegistryCmdlet
{
    /// <summary>The reason, kept in the tag. Never from the pipeline: versions carry their own event's.</summary>
    [Parameter]
    public string? Message { get; set; }

    /// <summary>Keeps the event local.</summary>
    [Parameter]
    public SwitchParameter NoPush { get; set; }
}
