namespace Registry.Content;

/// <summary>
/// A folder beside a destination in which a model is made ready. A lock on a file in it tells the living from what a
/// killed process left, which the next one beside it deletes.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    private const string Prefix = ".registry-";
    private const string LockName = "lock";
    private readonly string _folder;
    private readonly IReadOnlyList<string> _made;
    private readonly FileStream _lock;

    /// <param name="made">Folders above that were made for it, the innermost first.</param>
    private StagingFolder(string folder, IReadOnlyList<string> made)
    {
        (_folder, _made) = (folder, made);
        Directory.CreateDirectory(folder);
        _lock = new FileStream(Path.Combine(folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Directory.CreateDirectory(Content);
    }

    public string Content => Path.Combine(_folder, "content");

    public static StagingFolder Create(string destination)
    {
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(destination)) ?? destination;
        var missing = new List<string>();
        for (var above = parent; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            missing.Add(above);
        }

        Directory.CreateDirectory(parent);
        Sweep(parent);
        return new StagingFolder(Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..12]), missing);
    }

    /// <summary>Where a file of the model is made ready; its folder is there.</summary>
    public string PathFor(string relative)
    {
        var path = Path.Combine(Content, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Exchanges the destination for what is ready, the files of others linked over first.</summary>
    /// <returns>False where the system cannot; nothing has changed then.</returns>
    public bool TryExchange(string destination, IReadOnlyList<string> foreign)
    {
        foreach (var file in foreign)
        {
            if (!FileSystem.TryLink(Path.Combine(destination, file), PathFor(file)))
            {
                return false;
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Content, File.GetUnixFileMode(destination));
        }

        if (!FileSystem.TryExchange(Content, destination))
        {
            return false;
        }

        KeepNewcomers(destination);
        return true;
    }

    /// <summary>
    /// Removes it. What cannot be removed is left to the next one's sweep: cleaning up fails no operation.
    /// </summary>
    public void Dispose()
    {
        TryDelete(Content);
        _lock.Dispose();
        TryDelete(_folder);
        foreach (var folder in _made)
        {
            // Not empty once the model is in place, or others put something there.
            TryDelete(folder, recursive: false);
        }
    }

    private static void TryDelete(string folder, bool recursive = true)
    {
        try
        {
            Directory.Delete(folder, recursive);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left has no living owner, and goes with the next sweep.
        }
    }

    /// <summary>
    /// Files that appeared in the old folder after it was looked through are linked over before it goes.
    /// </summary>
    private void KeepNewcomers(string destination)
    {
        foreach (var file in Directory.EnumerateFiles(Content, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(destination, Path.GetRelativePath(Content, file));
            if (!File.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                FileSystem.TryLink(file, target);
            }
        }
    }

    private static void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "????????????"))
        {
            try
            {
                if (IsAbandoned(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use by a living process, or just being deleted by one: not ours to sweep.
            }
        }
    }

    private static bool IsAbandoned(string folder)
    {
        if (Directory.GetLastWriteTimeUtc(folder) > DateTime.UtcNow.AddMinutes(-1))
        {
            // Its owner may be about to take the lock, or to delete it.
            return false;
        }

        var file = Path.Combine(folder, LockName);
        if (!File.Exists(file))
        {
            return true;
        }

        // A living process holds it, and opening it fails.
        using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        return true;
    }
}
