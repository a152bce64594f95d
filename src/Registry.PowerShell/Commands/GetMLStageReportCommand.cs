using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Tells of every stage: who holds it since when, whether that is long ago, and whether the holder's bytes were looked at
/// since; with stages that are declared and empty, or lost their holder.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MLStageReport", HelpUri = Help.Uri + "Get-MLStageReport.md")]
[OutputType(typeof(StageReportEntry))]
public sealed class GetMLStageReportCommand : RegistryCmdlet
{
    /// <summary>Names of models, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>What is older is stale: assignments, and looks at the bytes. The default is 90 days.</summary>
    [Parameter]
    public TimeSpan StaleAfter { get; set; } = StageReportRequest.UsualAge;

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var pattern = new NamePattern(name);
            var request = new StageReportRequest
            {
                StaleAfter = StaleAfter,
                Name = pattern.Exact,
                NameMatches = pattern.Matches,
            };
            var stages = Try(name, (registry, _, cancel) => registry.GetStageReportAsync(request, cancel));
            WriteObject(stages ?? [], enumerateCollection: true);
        }
    }
}
