using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Brings the events of a registry and of its remote in step: fetches what others wrote, pushes what was kept local.
/// </summary>
[Cmdlet(VerbsData.Sync, "MLRegistry", SupportsShouldProcess = true, HelpUri = Help.Uri + "Sync-MLRegistry.md")]
[OutputType(typeof(SyncedEvent))]
public sealed class SyncMLRegistryCommand : RegistryCmdlet
{
    /// <summary>Names of models, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>A remote of the repository; the default is the one that events go to.</summary>
    [Parameter]
    public string? Remote { get; set; }

    /// <summary>Sends all tags in one push, where else three at most go up so that hosts start their jobs.</summary>
    [Parameter]
    public SwitchParameter Bulk { get; set; }

    protected override void ProcessRecord()
    {
        var request = new SyncRequest { Remote = Remote, Bulk = Bulk };
        var target = string.Join(", ", Name);
        // What is wrong with a model is no matter of others.
        var asked = request with { Names = Name.Any(WildcardPattern.ContainsWildcardCharacters) ? null : Name };
        if (Try(target, (registry, _, cancel) => registry.PreviewSyncAsync(asked, cancel)) is not { } preview)
        {
            return;
        }

        WriteFailures(preview.Failures, target);
        // What the remote alone has is not here yet.
        var moving = preview.Events.Select(e => e.Name).ToHashSet();
        var wildcards = Name.Where(moving.Contains).Concat(Known(Name.Where(name => !moving.Contains(name))))
            .Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        var wanted = preview.Events.GroupBy(e => e.Name).Where(model => wildcards.Any(w => w.IsMatch(model.Key)))
            .Where(model => ShouldProcess(model.Key, Action(model))).Select(model => model.Key).ToList();
        if (wanted.Count > 0 && Try(target, (registry, sink, cancel) =>
            registry.SyncAsync(request with { Names = wanted }, sink, cancel)) is { } report)
        {
            WriteObject(report.Events, enumerateCollection: true);
            WriteFailures(report.Failures, target);
        }
    }

    private void WriteFailures(IEnumerable<RegistryException> failures, string target)
    {
        foreach (var failure in failures)
        {
            WriteError(ErrorRecords.From(failure, target));
        }
    }

    /// <summary>Such as <c>Fetch churn@v1.0.0; push churn#prod#2</c>.</summary>
    private static string Action(IEnumerable<SyncedEvent> events)
    {
        var parts = events.GroupBy(e => e.Direction).OrderBy(moved => moved.Key)
            .Select(moved => $"{Verb(moved.Key)} {string.Join(", ", moved.Take(10).Select(e => e.Tag))}"
                + (moved.Count() > 10 ? $" and {moved.Count() - 10} more" : ""));
        var action = string.Join("; ", parts);
        return char.ToUpperInvariant(action[0]) + action[1..];
    }

    private static string Verb(SyncDirection direction) => direction switch
    {
        SyncDirection.Fetched => "fetch",
        SyncDirection.Pushed => "push",
        SyncDirection.Rebuilt => "write anew and push",
        _ => "see why the remote lacks",
    };
}
