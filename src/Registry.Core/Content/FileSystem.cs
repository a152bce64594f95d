using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>
/// What the platform can do with files and .NET does not offer: flushing folders, exchanging, file types.
/// </summary>
internal static partial class FileSystem
{
    private const int AtCurrentFolder = -100;
    private const uint RenameExchange = 2;
    private const int WriteRange = 2;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeMask = 1;
    private const uint BasicMask = 0x7ff;

    /// <summary>
    /// False for a pipe, a socket or a device, which would block or never end when read; Linux alone can tell.
    /// </summary>
    public static bool IsRegularFile(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // struct statx has one layout on every architecture: 256 bytes, the mode's 16 bits at offset 28.
        Span<byte> status = stackalloc byte[256];
        try
        {
            return StatX(AtCurrentFolder, path, NoFollow, TypeMask, status) != 0
                ? throw Failed("examine", path)
                : (MemoryMarshal.Read<ushort>(status[28..]) & 0xF000) == 0x8000;
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library; what .NET tells must do.
            return (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0;
        }
    }

    /// <summary>What tells a file from its earlier self; null where the platform does not tell all of it.</summary>
    public static FileStamp? StampOf(string path) => StampOf(AtCurrentFolder, path, NoFollow);

    public static FileStamp? StampOf(SafeFileHandle file) =>
        StampOf(file.DangerousGetHandle().ToInt32(), "", EmptyPath);

    private static FileStamp? StampOf(int folder, string path, int flags)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> status = stackalloc byte[256];
        try
        {
            return StatX(folder, path, flags, BasicMask, status) == 0 ? FileStamp.Read(status) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes the entries of a folder durable. Windows does so by itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw Failed("open", folder);
        }

        try
        {
            // Some network file systems cannot flush a folder (EINVAL); renames are durable there on their own terms.
            if (FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not 22)
            {
                throw Failed("flush", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Makes everything written to the folder's file system durable at once; false where that is not offered.
    /// </summary>
    public static bool TryFlushFileSystem(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw Failed("open", folder);
        }

        try
        {
            return SyncFileSystem(descriptor) == 0 ? true : throw Failed("flush", folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Starts writing a range to the disk without waiting, so that a later flush finds little left.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux())
        {
            // A hint: a file system that cannot is flushed in the end all the same.
            _ = SyncFileRange(file.DangerousGetHandle().ToInt32(), offset, count, WriteRange);
        }
    }

    /// <summary>Exchanges two folders in one step; false where the system cannot.</summary>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux()
                && RenameAt2(AtCurrentFolder, one, AtCurrentFolder, other, RenameExchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Asks a process to end (SIGTERM); false where it cannot be asked.</summary>
    public static bool TryTerminate(int process) => Kill(process, 15) == 0;

    /// <summary>A second name for a file; false where the system cannot.</summary>
    public static bool TryLink(string existing, string name) =>
        !OperatingSystem.IsWindows() && Link(existing, name) == 0;

    private static IOException Failed(string verb, string path) =>
        new($"Cannot {verb} '{path}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(int descriptor, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
