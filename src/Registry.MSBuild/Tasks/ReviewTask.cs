using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>What the tasks share that hold pins and lock file against the registry.</summary>
public abstract class ReviewTask : RegistryTask
{
    [Required]
    public ITaskItem[] References { get; set; } = [];

    public ITaskItem[] CentralPins { get; set; } = [];

    public string? Registry { get; set; }

    [Required]
    public string LockFile { get; set; } = "";

    /// <summary><c>none</c>, <c>message</c>, <c>warning</c> or <c>error</c>; all but the first ask.</summary>
    public string? StageDrift { get; set; }

    public bool Offline { get; set; }

    private protected DriftLevel Level => string.IsNullOrEmpty(StageDrift) ? DriftLevel.None
        : Enum.GetNames<DriftLevel>().Any(name => name.Equals(StageDrift, StringComparison.OrdinalIgnoreCase))
            ? Enum.Parse<DriftLevel>(StageDrift, ignoreCase: true)
            : throw new RegistryException(
                ErrorCodes.Malformed,
                $"ModelStageDrift is '{StageDrift}'; use 'none', 'message', 'warning' or 'error'.");

    private protected IReadOnlyList<ReviewedPin> Review(CancellationToken cancel) => ModelRegistry.ReviewAsync(
        new ReviewRequest
        {
            Pins = PinnedModel.Merge(PinnedModel.ReadAll(References, CentralPins)),
            LockFile = LockFile,
            Registry = LocationOf(Registry),
            BaseDirectory = ProjectDirectory,
            AskRemote = Level != DriftLevel.None,
            Offline = Offline,
        },
        cancel).GetAwaiter().GetResult();

    /// <summary>Logs what was found, each as grave as it is; of drift, the project says that.</summary>
    private protected void Report(IEnumerable<ReviewedPin> pins)
    {
        foreach (var finding in pins.SelectMany(pin => pin.Findings))
        {
            var level = finding.IsError ? DriftLevel.Error
                : finding.Code == ErrorCodes.Drift ? Level : DriftLevel.Warning;
            switch (level)
            {
                case DriftLevel.Error:
                    Diagnostics.Error(finding.Code, finding.Text, finding.File, finding.Line);
                    break;
                case DriftLevel.Warning:
                    Diagnostics.Warning(finding.Code, finding.Text, finding.File, finding.Line);
                    break;
                case DriftLevel.Message:
                    Diagnostics.Message(finding.Code, finding.Text, finding.File, finding.Line);
                    break;
            }
        }
    }
}
