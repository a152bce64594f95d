using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Brings the models that a project's lock file pins to where its builds look for them, each byte verified; without a
/// build, and without .NET's SDK.
/// </summary>
[Cmdlet(VerbsData.Restore, "MLModel", SupportsShouldProcess = true, HelpUri = Help.Uri + "Restore-MLModel.md")]
[OutputType(typeof(RestoredModel))]
public sealed class RestoreMLModelCommand : RegistryCmdlet
{
    private const string LockName = "models.lock.json";

    /// <summary>A lock file, or the project or folder that one stands beside; the default is the current location.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    public string Path { get; set; } = ".";

    /// <summary>The folder that gets a folder for each model; the default is <c>obj/models</c> beside the lock file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The lock file is not changed.</summary>
    [Parameter]
    public SwitchParameter LockedMode { get; set; }

    /// <summary>Resolves every pin anew, and writes what they resolve to into the lock file.</summary>
    [Parameter]
    public SwitchParameter ForceEvaluate { get; set; }

    /// <summary>Asks neither Git nor a store: the cache has to suffice.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>Names for the cache's files in place of copies, where the file system can; such files are read-only.</summary>
    [Parameter]
    public SwitchParameter HardLink { get; set; }

    protected override void ProcessRecord()
    {
        if (Guard(Path, Request) is not { } request
            || Run(request.LockFile, (_, cancel) => ModelRegistry.ReadLockAsync(request.LockFile, cancel)) is not { } pins
            || !ShouldProcess(request.LockFile, $"Restore {pins.Count} models to {request.Destination}"))
        {
            return;
        }

        request = request with { Pins = pins };
        var restored = Run(request.LockFile, (sink, cancel) => ModelRegistry.RestoreAsync(request, sink, cancel));
        WriteObject(restored ?? [], enumerateCollection: true);
    }

    /// <summary>All but the pins, which stand in the lock file.</summary>
    private RestoreRequest Request()
    {
        var path = SessionPath.Single(Path, SessionState.Path);
        var isLock = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        var folder = Directory.Exists(path) ? path : System.IO.Path.GetDirectoryName(path)!;
        return new RestoreRequest
        {
            Pins = [],
            LockFile = isLock ? path : System.IO.Path.Combine(folder, LockName),
            Destination = string.IsNullOrEmpty(Destination)
                ? System.IO.Path.Combine(folder, "obj", "models") : SessionPath.Literal(Destination, SessionState.Path),
            Registry = RegistryLocation.Resolve(Registry, SessionState.Path, folder),
            BaseDirectory = folder,
            Locked = LockedMode,
            ForceEvaluate = ForceEvaluate,
            Offline = Offline,
            UseHardLinks = HardLink,
        };
    }
}
