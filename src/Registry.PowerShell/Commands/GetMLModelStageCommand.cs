using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Gets which version holds which stage, since when and by whose word; or held it on a day.</summary>
[Cmdlet(VerbsCommon.Get, "MLModelStage", HelpUri = Help.Uri + "Get-MLModelStage.md")]
[OutputType(typeof(StageAssignment))]
public sealed class GetMLModelStageCommand : RegistryCmdlet
{
    /// <summary>Names, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only these stages; the default is every stage that is held.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[] Stage { get; set; } = [];

    /// <summary>As it was at this moment; the default is now.</summary>
    [Parameter]
    public DateTimeOffset? AsOf { get; set; }

    protected override void ProcessRecord()
    {
        // A record may have none: who asks for that wants them all.
        var stages = (Stage ?? []).Where(stage => !string.IsNullOrEmpty(stage)).DefaultIfEmpty<string?>(null).ToList();
        foreach (var (name, stage) in Name.SelectMany(name => stages.Select(stage => (name, stage))))
        {
            var pattern = new NamePattern(name);
            var query = new StageQuery
            {
                Stage = stage,
                AsOf = AsOf,
                Name = pattern.Exact,
                NameMatches = pattern.Matches,
            };
            var held = Try(name, (registry, sink, cancel) => registry.GetStagesAsync(query, sink, cancel));
            WriteObject(held ?? [], enumerateCollection: true);
        }
    }
}
