using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Erases the versions that the policy in <c>registry.yaml</c> gives up, and sweeps the bytes that nothing reaches once the
/// grace is over. With <c>-WhatIf</c>, tells of each version what decides.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MLRetention", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Invoke-MLRetention.md")]
[OutputType(typeof(RetainedVersion), typeof(StoreSweep))]
public sealed class InvokeMLRetentionCommand : RegistryCmdlet
{
    /// <summary>Names of models, or patterns of them, whose versions may be erased; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lock files of projects, or patterns of them: what they hold on to is kept.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] LockFile { get; set; } = [];

    /// <summary>The reason, kept in each event.</summary>
    [Parameter]
    public string? Message { get; set; }

    /// <summary>Writes even where a model's last event lies in the future.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true } : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    protected override void ProcessRecord()
    {
        var names = Known(Name);
        var target = string.Join(", ", names);
        var files = Guard(
            LockFile, () => LockFile.SelectMany(file => SessionPath.All(file, SessionState.Path)).ToArray());
        var wildcards = names.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        var request = new RetentionRequest
        {
            NameMatches = name => wildcards.Any(wildcard => wildcard.IsMatch(name)),
            LockFiles = files ?? [],
            Message = Message,
            Force = Force,
            LookOnly = IsWhatIf,
        };
        if (names.Count == 0 || files is null || Try(target, (registry, sink, cancel) =>
            registry.PreviewRetentionAsync(request, sink, cancel)) is not { } preview)
        {
            return;
        }

        var approved = preview.Versions.Where(version => version.Verdict == RetentionVerdict.Erase)
            .Where(version => ShouldProcess($"{version}", $"Erase for good by {version.Rule}, {Display.Size(version.Bytes)}"))
            .Select(version => $"{version}").ToHashSet();
        var sweeps = preview.Stores.Where(IsAtWork).ToDictionary(
            store => store.Store, store => ShouldProcess(store.Store, Action(store)));
        if (IsWhatIf || !preview.HasPolicy || (approved.Count == 0 && sweeps.ContainsValue(false)))
        {
            Write(preview, target);
        }
        else if (Try(target, (registry, sink, cancel) => registry.RetainAsync(
            request with
            {
                Approves = version => approved.Contains($"{version}"),
                NoSweep = sweeps.ContainsValue(false),
            }, sink, cancel)) is { } report)
        {
            Write(report, target);
        }
    }

    private static bool IsAtWork(StoreSweep store) => store.Condemned + store.Pardoned + store.Swept > 0;

    private static string Action(StoreSweep store) =>
        $"Condemn {store.Condemned} blobs ({Display.Size(store.CondemnedBytes)}), pardon {store.Pardoned}, delete "
        + $"{store.Swept} ({Display.Size(store.SweptBytes)})";

    private void Write(RetentionReport report, string target)
    {
        WriteObject(report.Versions, enumerateCollection: true);
        WriteObject(report.Stores, enumerateCollection: true);
        foreach (var failure in report.Failures)
        {
            WriteError(ErrorRecords.From(failure, target));
        }
    }
}
