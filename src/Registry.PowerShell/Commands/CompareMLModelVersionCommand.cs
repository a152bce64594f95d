using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Compares two versions of a model: an object for each file, metric, parameter, data or label that was added, removed or
/// changed from the one to the other.
/// </summary>
[Cmdlet(VerbsData.Compare, "MLModelVersion", HelpUri = Help.Uri + "Compare-MLModelVersion.md")]
[OutputType(typeof(ModelDifference))]
public sealed class CompareMLModelVersionCommand : RegistryCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Exact, a range, floating or <c>latest</c>.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string Version { get; set; } = "";

    /// <summary>The version that it is compared with; the default is <c>latest</c>.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string DifferenceVersion { get; set; } = "latest";

    protected override void ProcessRecord()
    {
        var request = new CompareRequest { Name = Name, Version = Version, DifferenceVersion = DifferenceVersion };
        var differences = Try(
            $"{Name}@{Version}", (registry, sink, cancel) => registry.CompareAsync(request, sink, cancel));
        WriteObject(differences ?? [], enumerateCollection: true);
    }
}
