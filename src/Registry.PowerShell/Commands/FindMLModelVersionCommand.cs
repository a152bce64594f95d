using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Finds versions over all models by what is known of them: metrics, parameters, labels, stages, size, author, date.
/// </summary>
[Cmdlet(VerbsCommon.Find, "MLModelVersion", HelpUri = Help.Uri + "Find-MLModelVersion.md")]
[OutputType(typeof(ModelVersion))]
public sealed class FindMLModelVersionCommand : StreamingCmdlet
{
    /// <summary>
    /// What a version must fulfil, such as <c>metric.auc > 0.9 AND stage = 'prod'</c>; the default is every version.
    /// </summary>
    [Parameter(Position = 0)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(FilterCompleter))]
    public string? Filter { get; set; }

    /// <summary>Names of models, or patterns of them; the default is all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>With deregistered versions.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var pattern = new NamePattern(name);
            var request = new FindRequest
            {
                Filter = Filter,
                All = All,
                Name = pattern.Exact,
                NameMatches = pattern.Matches,
            };
            WriteEach(Filter ?? name, (registry, _, cancel) => registry.FindVersionsAsync(request, cancel));
        }
    }
}
