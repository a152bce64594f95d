namespace Registry.MSBuild;

/// <summary>Where files go below the output folder.</summary>
internal static class OutputLinks
{
    /// <summary>The folder of a model's files in the output: <c>LinkBase</c>, else <c>models/{name}</c>.</summary>
    public static string LinkBaseOf(ProjectItem reference)
    {
        if (reference["LinkBase"] is not { } linkBase)
        {
            return $"models/{reference.Name.Replace(':', '/')}";
        }

        var parts = linkBase.Replace('\\', '/').Split('/').Where(p => p is not ("" or ".")).ToArray();
        if (Path.IsPathRooted(linkBase) || linkBase.Contains(':', StringComparison.Ordinal) || parts.Contains(".."))
        {
            throw reference.Refuse(
                ErrorCodes.UnsafePath,
                $"LinkBase '{linkBase}' of '{reference.Name}' leaves the output folder; use a path below it, without "
                + "'..'.");
        }

        return string.Join('/', parts);
    }

    public static string LinkPath(string linkBase, string relativePath) =>
        linkBase.Length == 0 ? relativePath : $"{linkBase}/{relativePath}";

    /// <summary>Whether two models of one output could reach one path: one's folder is the other's, or in it.</summary>
    public static bool Overlap(IEnumerable<PinnedModel> models) => models
        .GroupBy(m => m.TargetFramework, m => $"{m.LinkBase}/".TrimStart('/'), StringComparer.Ordinal)
        .Any(Overlap);

    // In order, whatever lies in a folder follows it at once.
    private static bool Overlap(IEnumerable<string> folders)
    {
        var ordered = folders.Order(StringComparer.OrdinalIgnoreCase).ToList();
        return ordered.Zip(ordered.Skip(1)).Any(p => p.Second.StartsWith(p.First, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>MLR1404 where two files of one output reach one path, or one reaches a folder of the other.</summary>
    public static void Check(IEnumerable<PinnedModel> models, IEnumerable<RestoredModel> restored)
    {
        var byName = restored.ToDictionary(r => r.Name, StringComparer.Ordinal);
        foreach (var output in models.GroupBy(m => m.TargetFramework, StringComparer.Ordinal))
        {
            // Case is ignored: what Linux keeps apart, Windows and macOS would overwrite.
            var files = new Dictionary<string, ModelPin>(StringComparer.OrdinalIgnoreCase);
            var folders = new Dictionary<string, ModelPin>(StringComparer.OrdinalIgnoreCase);
            foreach (var model in output)
            {
                foreach (var file in byName[model.Pin.Name].Files)
                {
                    Add(LinkPath(model.LinkBase, file.RelativePath), model.Pin, files, folders);
                }
            }
        }
    }

    private static void Add(
        string path, ModelPin pin, Dictionary<string, ModelPin> files, Dictionary<string, ModelPin> folders)
    {
        if (!files.TryAdd(path, pin))
        {
            throw Collision(path, files[path], pin);
        }

        if (folders.TryGetValue(path, out var inFolder))
        {
            throw Collision(path, inFolder, pin);
        }

        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            folders.TryAdd(path[..slash], pin);
            if (files.TryGetValue(path[..slash], out var file))
            {
                throw Collision(path[..slash], file, pin);
            }
        }
    }

    private static RegistryException Collision(string path, ModelPin first, ModelPin second) =>
        new(ErrorCodes.UnsafePath,
            $"'{first.Name}' and '{second.Name}' both bring '{path}' to the output; give one of them a LinkBase of its "
            + "own.")
        {
            File = second.SourceFile,
            Line = second.SourceLine,
        };
}
