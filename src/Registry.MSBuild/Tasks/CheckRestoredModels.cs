using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>Tells whether all is as the last restore left it: pins, lock file, each file's size and time.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckRestoredModels : RegistryTask
{
    [Required]
    public ITaskItem[] References { get; set; } = [];

    public ITaskItem[] CentralPins { get; set; } = [];

    public string? Registry { get; set; }

    [Required]
    public string LockFile { get; set; } = "";

    [Required]
    public string RestoredFile { get; set; } = "";

    /// <summary>Then nothing counts as up to date.</summary>
    public bool ForceEvaluate { get; set; }

    [Output]
    public bool UpToDate { get; set; }

    protected override void Run(CancellationToken cancel) =>
        UpToDate = !ForceEvaluate
            && RestoredList.IsUpToDate(RestoredFile, References, CentralPins, Registry, LockFile);
}
