using System.Collections;
using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Adds a version of a model: stores the bytes, then names them.</summary>
[Cmdlet(VerbsLifecycle.Register, "MLModel", SupportsShouldProcess = true, HelpUri = Help.Uri + "Register-MLModel.md")]
[OutputType(typeof(ModelVersion))]
public sealed class RegisterMLModelCommand : EventCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>A file or a folder: the path itself, or a pattern that only one thing matches.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string Path { get; set; } = "";

    /// <summary>The exact version; without it, <see cref="Bump"/> decides.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Version { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VersionBump? Bump { get; set; }

    /// <summary>The commit it was made from; the default is <c>HEAD</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Revision { get; set; }

    /// <summary>Names to finite numbers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Hashtable? Metric { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Hashtable? Parameter { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Hashtable? Label { get; set; }

    /// <summary>Files or folders it was made from; their digests are recorded, their bytes are not.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Data { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>Assigned once the version is there, one after the other.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[]? Stage { get; set; }

    /// <summary>Registers even where the clock is behind, and reads files again that did not change.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>No warning where the remote's branches lack the commit.</summary>
    [Parameter]
    public SwitchParameter AllowUnpushed { get; set; }

    protected override void ProcessRecord()
    {
        if (Guard(Name, Request) is not { } request
            || Try(Name, (registry, _, cancel) => registry.PreviewRegisterAsync(request, cancel)) is not { } version
            || !ShouldProcess($"{Name}@{version}", Action(request)))
        {
            return;
        }

        if (Try(Name, (registry, sink, cancel) => registry.RegisterAsync(request, sink, cancel)) is { } registered)
        {
            WriteObject(registered);
        }
    }

    private static string Action(RegisterRequest request) =>
        "Register model version" + (request.Stages.Count == 0 ? ""
            : $" and assign stage {Display.Join(request.Stages)}");

    private RegisterRequest Request() => new()
    {
        Name = Name,
        Path = SessionPath.Single(Path, SessionState.Path),
        Version = string.IsNullOrEmpty(Version) ? null : Version,
        Bump = Bump,
        Revision = string.IsNullOrEmpty(Revision) ? null : Revision,
        Metrics = HashtableReader.Metrics(Metric),
        Parameters = HashtableReader.Texts(Parameter),
        Labels = HashtableReader.Texts(Label),
        Data = [.. (Data ?? []).Select(path => SessionPath.Single(path, SessionState.Path))],
        Description = string.IsNullOrEmpty(Description) ? null : Description,
        Stages = [.. (Stage ?? []).Where(stage => !string.IsNullOrEmpty(stage))],
        Message = Message,
        Force = Force,
        NoPush = NoPush,
        AllowUnpushed = AllowUnpushed,
    };
}
