using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Tells whether the stores have what a model consists of: every file, manifest and record of its active versions, read
/// from the stores and hashed. True where each is whole in a store at least.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MLModel", HelpUri = Help.Uri + "Test-MLModel.md")]
[OutputType(typeof(bool), typeof(StoreFinding))]
public sealed class TestMLModelCommand : RegistryCmdlet
{
    /// <summary>Names, or patterns of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Exact, a range, or <c>latest</c>; the default is every active version.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>The version that holds this stage; where a version is given too, that counts.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string? Stage { get; set; }

    /// <summary>Looks whether all is there in its right length, and reads nothing.</summary>
    [Parameter]
    public SwitchParameter Quick { get; set; }

    /// <summary>What is missing or damaged in which store, in place of true or false.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name.SelectMany(Matching))
        {
            var request = new ModelCheckRequest
            {
                Name = name,
                Version = string.IsNullOrEmpty(Version) ? null : Version,
                Stage = string.IsNullOrEmpty(Stage) ? null : Stage,
                Quick = Quick,
            };
            if (Try(name, (registry, sink, cancel) => registry.CheckModelAsync(request, sink, cancel)) is not { } check)
            {
                continue;
            }

            if (Detailed)
            {
                WriteObject(check.Findings, enumerateCollection: true);
            }
            else
            {
                WriteObject(check.Whole);
            }
        }
    }

    private IEnumerable<string> Matching(string name)
    {
        var pattern = new NamePattern(name);
        return pattern.Exact is { } exact ? [exact]
            : (Try(name, (registry, _, cancel) => registry.GetModelNamesAsync(cancel)) ?? [])
                .Where(found => pattern.Matches?.Invoke(found) != false);
    }
}
