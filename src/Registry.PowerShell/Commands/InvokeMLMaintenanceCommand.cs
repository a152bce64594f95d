using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Keeps a registry in order, unattended: retention, mirror, scrub and report, one after the other, never two runs at once.
/// Its ExitCode is for schedulers: 0 clean, 2 findings, 1 failed. One that cannot begin is a terminating error, so that
/// <c>pwsh -NonInteractive -Command "exit (Invoke-MLMaintenance -Job Scrub, Report).ExitCode"</c> ends with 1 then, too.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MLMaintenance", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Invoke-MLMaintenance.md")]
[OutputType(typeof(MaintenanceRun))]
public sealed class InvokeMLMaintenanceCommand : RegistryCmdlet
{
    /// <summary>What to do; the order is always Retention, Mirror, Scrub, Report.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public MaintenanceJob[] Job { get; set; } = [];

    /// <summary>Where to write a report that people look at: a file that ends with .html or .md.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>Of the scrub: reads so many blobs, or a share such as <c>5%</c>, of each store; the default is all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sample { get; set; }

    /// <summary>Of the scrub: reads what was written, or belongs to a version that was registered, since this moment.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Of the mirror: where to copy; the default is every store of the registry but the first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] To { get; set; } = [];

    /// <summary>Of the report: a stage whose holder was assigned longer ago is a finding.</summary>
    [Parameter]
    public TimeSpan? StaleAfter { get; set; }

    /// <summary>Lock files of projects: retention keeps what they hold on to, and the scrub wants it known.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] LockFile { get; set; } = [];

    protected override void ProcessRecord()
    {
        var target = ModelRegistry.Show(OrEnd(Registry, Location));
        var request = OrEnd(target, Request);
        if (!ShouldProcess(target, $"Run maintenance: {string.Join(", ", Job.Distinct().Order())}"))
        {
            return;
        }

        SetLastExitCode(1);
        var run = TryOrEnd(target, (registry, sink, cancel) => registry.MaintainAsync(request, sink, cancel));
        SetLastExitCode(run.ExitCode);
        WriteObject(run);
        foreach (var job in run.Jobs.Where(job => job.Error is not null))
        {
            WriteError(ErrorRecords.From(job, run));
        }
    }

    /// <summary>As a program would leave it, for scripts that end with <c>exit $LASTEXITCODE</c>.</summary>
    private void SetLastExitCode(int code) => SessionState.PSVariable.Set("global:LASTEXITCODE", code);

    private MaintenanceRequest Request() => new()
    {
        Jobs = Job,
        ReportPath = ReportPath is null ? null : SessionPath.Literal(ReportPath, SessionState.Path),
        Sample = Sample is null ? null : SampleSize.Parse(Sample),
        Since = Since,
        To = StoreArgument.Resolve(To, SessionState.Path),
        StaleAfter = StaleAfter,
        LockFiles = [.. LockFile.Select(file => SessionPath.Literal(file, SessionState.Path))],
    };
}
