using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>Writes the class that names this project's models; the file is touched only where it changes.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteModelConstants : RegistryTask
{
    [Required]
    public ITaskItem[] References { get; set; } = [];

    [Required]
    public string RestoredFile { get; set; } = "";

    [Required]
    public string OutputFile { get; set; } = "";

    public string? Namespace { get; set; }

    [Required]
    public string ClassName { get; set; } = "";

    protected override void Run(CancellationToken cancel)
    {
        if (char.IsDigit(ClassName[0]) || !ClassName.All(c => char.IsLetterOrDigit(c) || c == '_'))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"ModelConstantsClass '{ClassName}' is no class name; use letters, digits and '_'.");
        }

        var restored = RestoredList.TryRead(RestoredFile)?.Models ?? [];
        var text = ConstantsWriter.Write(Namespace, ClassName, Named(restored));
        if (!File.Exists(OutputFile) || File.ReadAllText(OutputFile) != text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(OutputFile)!);
            File.WriteAllText(OutputFile, text);
        }
    }

    private List<(RestoredModel, string)> Named(IReadOnlyList<RestoredModel> restored)
    {
        var models = new List<(RestoredModel, string)>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reference in References.Select(r => new ProjectItem(r, "ModelReference")))
        {
            var name = ConstantsWriter.ClassNameOf(reference.Name, ClassName);
            if (!names.TryAdd(name, reference.Name))
            {
                throw reference.Malformed(
                    $"'{names[name]}' and '{reference.Name}' would both be '{ClassName}.{name}' in code; set "
                    + "GenerateModelConstants to false.");
            }

            if (restored.FirstOrDefault(m => m.Name == reference.Name) is { } model)
            {
                models.Add((model, OutputLinks.LinkBaseOf(reference)));
            }
        }

        return models;
    }
}
