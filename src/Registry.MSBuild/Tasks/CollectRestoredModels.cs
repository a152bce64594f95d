using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Registry.MSBuild;

/// <summary>Makes items of what the last restore brought, for the references of this project and framework.</summary>
[MSBuildMultiThreadableTask]
public sealed class CollectRestoredModels : RegistryTask
{
    // PreserveNewest would keep a later version in the output when a project goes back to one restored earlier.
    private const string DefaultCopy = "IfDifferent";

    [Required]
    public ITaskItem[] References { get; set; } = [];

    [Required]
    public string RestoredFile { get; set; } = "";

    /// <summary>A file each.</summary>
    [Output]
    public ITaskItem[] Restored { get; set; } = [];

    protected override void Run(CancellationToken cancel)
    {
        var restored = RestoredList.TryRead(RestoredFile)?.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var items = new List<ITaskItem>();
        foreach (var reference in References.Select(r => new ProjectItem(r, "ModelReference")))
        {
            if (restored is not null && restored.TryGetValue(reference.Name, out var model))
            {
                items.AddRange(model.Files.Select(file => ItemOf(reference, model, file)));
            }
            else
            {
                Log.LogMessage(
                    MessageImportance.Normal, "'{0}' is not restored; run 'dotnet msbuild -t:RestoreModels'.",
                    reference.Name);
            }
        }

        Restored = [.. items];
    }

    private static TaskItem ItemOf(ProjectItem reference, RestoredModel model, PlacedFile file)
    {
        var link = OutputLinks.LinkPath(OutputLinks.LinkBaseOf(reference), file.RelativePath);
        var item = new TaskItem(ItemText.Escape(file.FullPath));
        item.SetMetadata("ModelName", ItemText.Escape(model.Name));
        item.SetMetadata("ModelVersion", model.Version);
        item.SetMetadata("RelativePath", ItemText.Escape(file.RelativePath));
        item.SetMetadata("LinkPath", ItemText.Escape(link));
        item.SetMetadata("Sha256", file.Sha256);
        item.SetMetadata("Size", file.Size.ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("CopyToOutputDirectory", reference["CopyToOutputDirectory"] ?? DefaultCopy);
        item.SetMetadata("Pack", reference["Pack"] ?? "false");
        return item;
    }
}
