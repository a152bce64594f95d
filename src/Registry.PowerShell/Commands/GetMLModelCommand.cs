using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Gets models: what is latest and which version each stage has.</summary>
[Cmdlet(VerbsCommon.Get, "MLModel", HelpUri = Help.Uri + "Get-MLModel.md")]
[OutputType(typeof(Model))]
public sealed class GetMLModelCommand : StreamingCmdlet
{
    /// <summary>Names, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var pattern = new NamePattern(name);
            if (pattern is { Exact: null, Matches: null })
            {
                // The whole state at once is read in less time.
                WriteObject(Try(name, (registry, _, cancel) => registry.GetModelsAsync(cancel)) ?? [], true);
            }
            else if (pattern.Matches is { } matches)
            {
                WriteEach(name, (registry, _, cancel) => registry.GetModelsAsync(matches, cancel));
            }
            else if (Try(name, (registry, _, cancel) => registry.GetModelAsync(name, cancel)) is { } model)
            {
                WriteObject(model);
            }
        }
    }
}
