using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>A file to be registered: where it is, and what the manifest will call it.</summary>
internal sealed record SourceFile(string FullPath, string Path, long Size);

/// <summary>Finds what a path to be registered consists of.</summary>
internal static class SourceFiles
{
    /// <summary>
    /// The file, or every file below the folder. Empty folders are not kept. Links are refused: what they point at can
    /// change, or lie outside.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001 where nothing is there, MLR1404 for a link or a special file.
    /// </exception>
    public static IReadOnlyList<SourceFile> Find(string path, CancellationToken cancel)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        if (File.Exists(path))
        {
            var file = new FileInfo(path);
            return [Take(file, file.Name)];
        }

        if (!Directory.Exists(path))
        {
            throw new RegistryException(ErrorCodes.NotFound, $"There is no file or folder '{path}'.");
        }

        var root = new DirectoryInfo(path);
        RefuseLink(root, root.Name);
        var found = new List<SourceFile>();
        Collect(root, "", found, cancel);
        return found;
    }

    /// <summary>Opens a file for reading from start to end.</summary>
    /// <exception cref="RegistryException">MLR1003 where it cannot be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static RegistryException Unreadable(string path, Exception e) => new(
        ErrorCodes.Malformed, $"'{Naming.Shown.Of(path)}' cannot be read: {e.Message} Check its permissions.", e);

    private static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder.FullName, e);
        }
    }

    private static void Collect(DirectoryInfo folder, string prefix, List<SourceFile> found, CancellationToken cancel)
    {
        foreach (var entry in Entries(folder))
        {
            cancel.ThrowIfCancellationRequested();
            var path = prefix + entry.Name;
            RefuseLink(entry, path);
            if (entry is DirectoryInfo inner)
            {
                Collect(inner, path + "/", found, cancel);
            }
            else
            {
                found.Add(Take((FileInfo)entry, path));
            }
        }
    }

    private static SourceFile Take(FileInfo file, string path)
    {
        RefuseLink(file, path);
        if ((file.Attributes & FileAttributes.Device) != 0
            || (!OperatingSystem.IsWindows() && !FileSystem.IsRegularFile(file.FullName)))
        {
            throw new RegistryException(
                ErrorCodes.UnsafePath, $"'{Naming.Shown.Of(path)}' is no regular file and cannot be registered.");
        }

        return new SourceFile(file.FullName, Normal(path), file.Length);
    }

    private static string Normal(string path)
    {
        try
        {
            return path.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // No valid Unicode: left as it is, for the manifest's check to refuse by name.
            return path;
        }
    }

    private static void RefuseLink(FileSystemInfo entry, string path)
    {
        if (entry.LinkTarget is not null || (entry.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            throw new RegistryException(
                ErrorCodes.UnsafePath,
                $"'{Naming.Shown.Of(path)}' is a link; put a copy of what it points at in its place.");
        }
    }
}
