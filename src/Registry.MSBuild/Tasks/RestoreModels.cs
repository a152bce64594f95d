using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>Brings the pinned models to the project's intermediate folder, and keeps the lock file.</summary>
[MSBuildMultiThreadableTask]
public sealed class RestoreModels : RegistryTask
{
    [Required]
    public ITaskItem[] References { get; set; } = [];

    public ITaskItem[] CentralPins { get; set; } = [];

    public string? Registry { get; set; }

    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>Where models are placed, each content in a folder of its own.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The list of what was restored, for the builds to come.</summary>
    [Required]
    public string RestoredFile { get; set; } = "";

    public bool Locked { get; set; }

    public bool ForceEvaluate { get; set; }

    public bool Offline { get; set; }

    public bool UseHardLinks { get; set; }

    /// <summary>Restores nothing where <see cref="CheckRestoredModels"/> would find all up to date.</summary>
    public bool OnlyWhereNeeded { get; set; }

    protected override void Run(CancellationToken cancel)
    {
        if (OnlyWhereNeeded && !ForceEvaluate
            && RestoredList.IsUpToDate(RestoredFile, References, CentralPins, Registry, LockFile))
        {
            return;
        }

        var models = PinnedModel.ReadAll(References, CentralPins);
        var request = new RestoreRequest
        {
            Pins = PinnedModel.Merge(models),
            LockFile = LockFile,
            Destination = Folder,
            Registry = LocationOf(Registry),
            BaseDirectory = ProjectDirectory,
            Locked = Locked,
            ForceEvaluate = ForceEvaluate,
            Offline = Offline,
            UseHardLinks = UseHardLinks,
        };

        RefuseCollisions(models, request, cancel);
        var restored = ModelRegistry.RestoreAsync(request, Sink, cancel).GetAwaiter().GetResult();
        OutputLinks.Check(models, restored);
        RestoredList.Write(
            RestoredFile, RestoredList.FingerprintOf(References, CentralPins, Registry, LockFile), restored);
        foreach (var model in restored)
        {
            Log.LogMessage(
                MessageImportance.Normal, "Restored '{0}@{1}', files: {2}.",
                model.Name, model.Version, model.Files.Count);
        }
    }

    /// <summary>
    /// Which files a model has is known once it is resolved. Where two could collide, that is tried on a copy of the
    /// lock file, so that a collision leaves the project's own as it was.
    /// </summary>
    private void RefuseCollisions(IReadOnlyList<PinnedModel> models, RestoreRequest request, CancellationToken cancel)
    {
        if (Locked || !OutputLinks.Overlap(models))
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        var trial = Path.Combine(Folder, $"trial.{Guid.NewGuid():N}.json");
        try
        {
            if (File.Exists(LockFile))
            {
                File.Copy(LockFile, trial);
            }

            var tried = ModelRegistry.RestoreAsync(request with { LockFile = trial }, null, cancel);
            OutputLinks.Check(models, tried.GetAwaiter().GetResult());
        }
        finally
        {
            File.Delete(trial);
        }
    }
}
