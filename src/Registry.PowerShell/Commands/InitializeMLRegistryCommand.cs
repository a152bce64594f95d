using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Makes a repository a model registry: writes <c>registry.yaml</c>, says what to commit.</summary>
[Cmdlet(VerbsData.Initialize, "MLRegistry", SupportsShouldProcess = true,
    HelpUri = Help.Uri + "Initialize-MLRegistry.md")]
[OutputType(typeof(RegistryInfo))]
public sealed class InitializeMLRegistryCommand : RegistryCmdlet
{
    /// <summary>A folder in the working tree; the default is the registry that every command would use.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string? Path { get; set; }

    /// <summary>A store's URL, or a folder; the default is <c>.model-store</c> in the repository.</summary>
    [Parameter]
    public string? Store { get; set; }

    /// <summary>For a store in S3: the server's URL where it is not AWS.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>For a store in S3: its region, such as <c>eu-west-1</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>For a store in S3: the bucket stands in the path and not in the host's name, as most servers but AWS want it.</summary>
    [Parameter]
    public SwitchParameter PathStyle { get; set; }

    /// <summary>Stages to declare; none lets any stage be used.</summary>
    [Parameter]
    public string[]? Stage { get; set; }

    protected override void ProcessRecord()
    {
        var given = string.IsNullOrEmpty(Path) ? Registry : Path;
        if (Guard(given, Request) is not { } request
            || Run(given, (_, cancel) => ModelRegistry.PreviewInitializeAsync(request, cancel)) is not { } files
            || !ShouldProcess(request.Path, Action(files)))
        {
            return;
        }

        if (Run(given, (_, cancel) => ModelRegistry.InitializeAsync(request, cancel)) is { } info)
        {
            SayWhatToCommit(info);
            WriteObject(info);
        }
    }

    private static string Action(IReadOnlyList<string> files) =>
        files.Count == 0 ? "Initialize model registry" : $"Initialize model registry: write {string.Join(", ", files)}";

    private InitializeRequest Request() => new()
    {
        Path = string.IsNullOrEmpty(Path) ? Location() : SessionPath.Single(Path, SessionState.Path),
        Store = StoreOrDefault(),
        Endpoint = Endpoint,
        Region = Region,
        PathStyle = PathStyle,
        Stages = Stage ?? [],
    };

    /// <summary>A folder is absolute from here on; the core keeps it relative where it is in the repository.</summary>
    private string? StoreOrDefault() =>
        string.IsNullOrEmpty(Store) ? null
        : SessionPath.IsForeign(Store, SessionState.Path) ? Store
        : SessionPath.Literal(Store, SessionState.Path);

    private void SayWhatToCommit(RegistryInfo info)
    {
        if (info.Uncommitted.Count > 0)
        {
            var text = $"Commit {string.Join(" and ", info.Uncommitted)} to share this registry.";
            WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
    }
}
