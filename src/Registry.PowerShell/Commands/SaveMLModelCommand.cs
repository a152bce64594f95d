using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Brings the files of a version to a folder, each byte verified.</summary>
[Cmdlet(VerbsData.Save, "MLModel", SupportsShouldProcess = true, HelpUri = Help.Uri + "Save-MLModel.md")]
[OutputType(typeof(FileInfo))]
public sealed class SaveMLModelCommand : RegistryCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Exact, a range, floating or <c>latest</c>, which is the default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>The version that holds this stage; where a version is given too, that counts.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string? Stage { get; set; }

    /// <summary>A folder, made where missing. Files of others in it are left alone.</summary>
    [Parameter(Mandatory = true)]
    public string Destination { get; set; } = "";

    /// <summary>Patterns over the paths in the version, such as <c>*.onnx</c>; the default is all.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[]? Include { get; set; }

    [Parameter]
    [SupportsWildcards]
    public string[]? Exclude { get; set; }

    /// <summary>Names for the cache's files in place of copies, where the file system can; such files are read-only.</summary>
    [Parameter]
    public SwitchParameter HardLink { get; set; }

    /// <summary>Replaces files of yours that stand where the model's belong.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        // Resolved once: what is asked about is what is saved, though a stage may move meanwhile.
        var reference = Reference();
        if (Guard(Destination, () => SessionPath.Literal(Destination, SessionState.Path)) is not { } folder
            || Try(reference, (registry, _, cancel) => registry.ResolveAsync(reference, null, cancel))
                is not { } version
            || !ShouldProcess($"{version.Name}@{version.Version}", $"Save to {folder}"))
        {
            return;
        }

        var request = new SaveRequest
        {
            Name = version.Name,
            Version = version.Version,
            Destination = folder,
            Include = Include ?? [],
            Exclude = Exclude ?? [],
            UseHardLinks = HardLink,
            Force = Force,
        };
        var files = Try(reference, (registry, sink, cancel) => registry.SaveAsync(request, sink, cancel));
        if (PassThru)
        {
            WriteObject((files ?? []).Select(file => Item(file, version.Registry)), enumerateCollection: true);
        }
    }

    /// <summary>As Get-Item has it, with its place in the session, and with what keeps a pipeline in its registry.</summary>
    private PSObject Item(PlacedFile file, string registry)
    {
        var item = InvokeProvider.Item.Get([file.FullPath], force: true, literalPath: true).Single();
        item.Properties.Add(new PSNoteProperty(nameof(Registry), registry));
        return item;
    }

    private string Reference()
    {
        if (!string.IsNullOrEmpty(Version))
        {
            return $"{Name}@{Version}";
        }

        // A whole reference in the name's place is what Resolve-MLModel takes, too; no name has these signs.
        return !string.IsNullOrEmpty(Stage) ? $"{Name}#{Stage}" : Name.AsSpan().ContainsAny('@', '#') ? Name : $"{Name}@latest";
    }
}
