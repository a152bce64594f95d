using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Gets what happened to models, newest first: who registered, staged or withdrew what, when and why. Events whose tags
/// were deleted or moved are among them, with a status that says so.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MLModelHistory", HelpUri = Help.Uri + "Get-MLModelHistory.md")]
[OutputType(typeof(RegistryEventInfo))]
public sealed class GetMLModelHistoryCommand : RegistryCmdlet
{
    /// <summary>Names, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only events of this stage.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string? Stage { get; set; }

    /// <summary>
    /// Only events about this version: exact, a range such as <c>[1.2,2.0)</c>, floating such as <c>2.*</c>, or
    /// <c>latest</c>.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Only events up to this moment.</summary>
    [Parameter]
    public DateTimeOffset? AsOf { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var pattern = new NamePattern(name);
            var query = new HistoryQuery
            {
                Name = pattern.Exact,
                NameMatches = pattern.Matches,
                Stage = string.IsNullOrEmpty(Stage) ? null : Stage,
                Version = string.IsNullOrEmpty(Version) ? null : Version,
                AsOf = AsOf,
            };
            var told = Try(name, (registry, _, cancel) => registry.GetHistoryAsync(query, cancel));
            WriteObject(told ?? [], enumerateCollection: true);
        }
    }
}
