namespace Registry.Content;

/// <summary>What a folder must be like before files are placed in it.</summary>
internal static class DestinationRules
{
    /// <summary>Refuses a destination in which a path would lead elsewhere or meet something that is no file.</summary>
    /// <exception cref="RegistryException">MLR1404.</exception>
    public static void Check(string destination, IReadOnlyList<ManifestFile> files)
    {
        if (File.Exists(destination))
        {
            throw new RegistryException(
                ErrorCodes.UnsafePath, $"The destination '{destination}' is a file; name a folder.");
        }

        if (!Directory.Exists(destination))
        {
            return;
        }

        foreach (var folder in files.SelectMany(file => Parents(file.Path)).Distinct(StringComparer.Ordinal))
        {
            var path = Path.Combine(destination, folder);
            if (File.Exists(path) || new DirectoryInfo(path).LinkTarget is not null)
            {
                throw new RegistryException(
                    ErrorCodes.UnsafePath,
                    $"'{path}' is a file or a link where the model has a folder; move it away. Nothing was written.");
            }
        }

        var taken = files.FirstOrDefault(file => Directory.Exists(Path.Combine(destination, file.Path)));
        if (taken is not null)
        {
            throw new RegistryException(
                ErrorCodes.UnsafePath,
                $"'{Path.Combine(destination, taken.Path)}' is a folder where the model has a file; move it away. Nothing "
                + "was written.");
        }
    }

    /// <summary>
    /// Files in the destination that are not the model's, relative; null where the folder must not be exchanged for
    /// another: too many of them, links, folders that the model does not have, or work going on in it.
    /// </summary>
    public static IReadOnlyList<string>? ForeignFiles(string destination, IReadOnlyList<ManifestFile> files, int most)
    {
        var own = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var folders = files.SelectMany(file => Parents(file.Path)).ToHashSet(StringComparer.Ordinal);
        var here = Path.TrimEndingDirectorySeparator(Environment.CurrentDirectory) + Path.DirectorySeparatorChar;
        if (new DirectoryInfo(destination).LinkTarget is not null
            || here.StartsWith(destination + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return null;
        }

        var foreign = new List<string>();
        foreach (var entry in new DirectoryInfo(destination).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(destination, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (entry.LinkTarget is not null || (entry is DirectoryInfo && !folders.Contains(path)))
            {
                return null;
            }

            if (entry is FileInfo && !own.Contains(path))
            {
                foreign.Add(path);
                if (foreign.Count > most)
                {
                    return null;
                }
            }
        }

        return foreign;
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var at = path.IndexOf('/'); at > 0; at = path.IndexOf('/', at + 1))
        {
            yield return path[..at];
        }
    }
}
