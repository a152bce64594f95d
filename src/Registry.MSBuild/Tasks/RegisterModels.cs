using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Registry.MSBuild;

/// <summary>Registers what <c>ModelRegistration</c> items describe; all are checked before the first.</summary>
[MSBuildMultiThreadableTask]
public sealed class RegisterModels : RegistryTask
{
    private const StringSplitOptions Separated = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    [Required]
    public ITaskItem[] Registrations { get; set; } = [];

    public string? Registry { get; set; }

    /// <summary>The version of the .NET SDK, for the record.</summary>
    public string? Sdk { get; set; }

    /// <summary>Only tells what would be registered, and under which number.</summary>
    public bool DryRun { get; set; }

    /// <summary>The versions that stand for the registrations now, new or not.</summary>
    [Output]
    public ITaskItem[] Registered { get; set; } = [];

    protected override void Run(CancellationToken cancel) => RunAsync(cancel).GetAwaiter().GetResult();

    private async System.Threading.Tasks.Task RunAsync(CancellationToken cancel)
    {
        var requests = Registrations.Select(r => RequestOf(new ProjectItem(r, "ModelRegistration"))).ToList();
        var registry = await ModelRegistry.OpenAsync(LocationOf(Registry), cancel);
        var registered = new List<ITaskItem>();
        foreach (var request in requests)
        {
            if (DryRun)
            {
                var next = await registry.PreviewRegisterAsync(request, cancel);
                Log.LogMessage(MessageImportance.High, "'{0}@{1}' would be registered.", request.Name, next);
                continue;
            }

            var version = await registry.RegisterAsync(request, Sink, cancel);
            Log.LogMessage(MessageImportance.High, "'{0}@{1}' is registered.", version.Name, version.Version);
            registered.Add(ItemOf(version));
        }

        Registered = [.. registered];
    }

    private RegisterRequest RequestOf(ProjectItem item)
    {
        item.EnsureKnown(
            "Path", "Version", "Bump", "Revision", "Stage", "Message", "Description", "Metrics", "Parameters", "Labels", "Data");
        if (item["Version"] is not null && item["Bump"] is not null)
        {
            throw item.Malformed($"'{item.Name}' has Version and Bump; remove one of the two.");
        }

        return new RegisterRequest
        {
            Name = item.Name,
            Path = PathOf(item, "Path")
                ?? throw item.Malformed($"'{item.Name}' has no Path; name the file or folder to register."),
            Version = item["Version"],
            Bump = BumpOf(item),
            Revision = item["Revision"],
            Stage = item["Stage"],
            Message = item["Message"],
            Description = item["Description"],
            Metrics = PathOf(item, "Metrics") is { } metrics ? FlatJson.ReadNumbers(metrics) : [],
            Parameters = ScalarsOf(item, "Parameters"),
            Labels = ScalarsOf(item, "Labels"),
            Data = [.. (item["Data"] ?? "").Split(';', Separated).Select(d => Path.GetFullPath(d, ProjectDirectory))],
            Sdk = string.IsNullOrEmpty(Sdk) ? null : Sdk,
        };
    }

    private static VersionBump? BumpOf(ProjectItem item)
    {
        if (item["Bump"] is not { } bump)
        {
            return null;
        }

        // Enum.Parse would take a number for a name.
        foreach (var value in Enum.GetValues<VersionBump>())
        {
            if (bump.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw item.Malformed($"Bump '{bump}' of '{item.Name}' is unknown; use Major, Minor, Patch or Prerelease.");
    }

    private Dictionary<string, string> ScalarsOf(ProjectItem item, string metadata) =>
        PathOf(item, metadata) is { } path ? FlatJson.ReadScalars(path) : [];

    private string? PathOf(ProjectItem item, string metadata)
    {
        var path = item[metadata] is { } value ? Path.GetFullPath(value, ProjectDirectory) : null;
        return path is null || Path.Exists(path)
            ? path
            : throw item.Malformed($"{metadata} of '{item.Name}' is not there: '{path}'.");
    }

    private static TaskItem ItemOf(ModelVersion version)
    {
        var item = new TaskItem($"{version.Name}@{version.Version}");
        item.SetMetadata("ModelName", version.Name);
        item.SetMetadata("ModelVersion", version.Version);
        item.SetMetadata("Manifest", version.Manifest ?? "");
        return item;
    }
}
