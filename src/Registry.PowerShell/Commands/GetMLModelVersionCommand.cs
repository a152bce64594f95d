using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Gets versions of models, highest first: which bytes, how good, from what, by whom.</summary>
[Cmdlet(VerbsCommon.Get, "MLModelVersion", HelpUri = Help.Uri + "Get-MLModelVersion.md")]
[OutputType(typeof(ModelVersion))]
public sealed class GetMLModelVersionCommand : StreamingCmdlet
{
    /// <summary>Names, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Exact, a range such as <c>[1.2,2.0)</c>, floating such as <c>2.*</c>, or <c>latest</c>.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Only the version that holds this stage; where a version is given too, that counts.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string? Stage { get; set; }

    /// <summary>With deregistered versions.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    protected override void ProcessRecord()
    {
        var query = new VersionQuery
        {
            Version = string.IsNullOrEmpty(Version) ? null : Version,
            Stage = string.IsNullOrEmpty(Stage) ? null : Stage,
            All = All,
        };
        foreach (var name in Name)
        {
            var pattern = new NamePattern(name);
            WriteEach(name, (registry, _, cancel) => pattern.Exact is { } exact
                ? registry.GetVersionsAsync(exact, query, cancel)
                : registry.GetVersionsAsync(pattern.Matches, query, cancel));
        }
    }
}
