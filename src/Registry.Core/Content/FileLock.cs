using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>
/// A file that one process holds, or several share. The system lets go of it when its holder dies, so that nobody ever
/// waits for the dead.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Null where another holds it.</summary>
    public static SafeFileHandle? TryTake(string path, bool shared = false)
    {
        while (true)
        {
            SafeFileHandle file;
            try
            {
                file = File.OpenHandle(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, shared ? FileShare.ReadWrite : FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                return null;
            }

            if (IsStill(file, path))
            {
                return file;
            }

            // Its last holder deleted it between our opening and locking it.
            file.Dispose();
        }
    }

    /// <summary>Waits for it.</summary>
    public static async Task<SafeFileHandle> TakeAsync(string path, bool shared, CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake(path, shared) is { } file)
            {
                return file;
            }

            await Task.Delay(s_pause, cancel);
        }
    }

    /// <summary>
    /// Lets go of it and deletes it: while it is held, so that nobody gets a lock on a name that then goes.
    /// </summary>
    public static void Remove(string path, SafeFileHandle held)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
            held.Dispose();
            return;
        }

        held.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (IOException e) when (IsHeld(e))
        {
            // The next one has it already, and deletes it.
        }
    }

    /// <summary>EAGAIN of Linux or macOS, or the sharing violation of Windows.</summary>
    public static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static bool IsStill(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        return FileSystem.StampOf(file) is not { } held ? File.Exists(path)
            : FileSystem.StampOf(path) is { } named && (held.Device, held.Inode) == (named.Device, named.Inode);
    }
}
