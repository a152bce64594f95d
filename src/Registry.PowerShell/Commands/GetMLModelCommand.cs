using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Gets models: what is latest and which version each stage has.</summary>
[Cmdlet(VerbsCommon.Get, "MLModel", HelpUri = Help.Uri + "Get-MLModel.md")]
[OutputType(typeof(Model))]
public sealed class GetMLModelCommand : RegistryCmdlet
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
            WriteObject(WildcardPattern.ContainsWildcardCharacters(name) ? Matching(name) : One(name), true);
        }
    }

    private IEnumerable<Model> One(string name)
    {
        var model = Try(name, (registry, _, cancel) => registry.GetModelAsync(name, cancel));
        return model is null ? [] : [model];
    }

    private IEnumerable<Model> Matching(string pattern)
    {
        var wildcard = new WildcardPattern(pattern, WildcardOptions.IgnoreCase);
        var models = Try(pattern, (registry, _, cancel) => registry.GetModelsAsync(cancel)) ?? [];
        return models.Where(model => wildcard.IsMatch(model.Name));
    }
}
