using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>Hashes restored models, and their copies in the output, against the lock file.</summary>
[MSBuildMultiThreadableTask]
public sealed class VerifyModels : RegistryTask
{
    [Required]
    public ITaskItem[] References { get; set; } = [];

    public ITaskItem[] CentralPins { get; set; } = [];

    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>Where models are restored; empty where only copies are to be looked at.</summary>
    public string? Folder { get; set; }

    /// <summary>The output, whose copies are looked at where they are; empty where there is none.</summary>
    public string? OutputFolder { get; set; }

    protected override void Run(CancellationToken cancel)
    {
        var models = PinnedModel.ReadAll(References, CentralPins);
        var request = new VerifyRequest
        {
            Pins = PinnedModel.Merge(models),
            LockFile = LockFile,
            Destination = string.IsNullOrEmpty(Folder) ? null : Folder,
            Copies = string.IsNullOrEmpty(OutputFolder)
                ? new Dictionary<string, string>()
                : models.ToDictionary(m => m.Pin.Name, m => FolderOf(m, OutputFolder)),
        };
        var report = ModelRegistry.VerifyAsync(request, cancel).GetAwaiter().GetResult();
        foreach (var finding in report.Findings)
        {
            Diagnostics.Error(finding.Code, finding.Text, finding.File, finding.Line);
        }

        if (report.Findings.Count == 0)
        {
            Log.LogMessage(MessageImportance.High, "Models are as locked; files: {0}.", report.Files);
        }
    }

    private string FolderOf(PinnedModel model, string output) =>
        Path.GetFullPath(Path.Combine(output, model.LinkBase), ProjectDirectory);
}
