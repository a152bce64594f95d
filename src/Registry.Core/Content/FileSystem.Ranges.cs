using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>Copying inside the kernel, shared blocks, holes, and appending.</summary>
internal static partial class FileSystem
{
    private const int SeekData = 3;
    private const int NoSuchAddress = 6;
    private const int CreateToAppend = 0x1 | 0x40 | 0x400 | 0x80000;
    private const int CloneFile = 0x40049409;

    /// <summary>Copies up to so many bytes without bringing them here.</summary>
    /// <returns>How many were copied, 0 at the source's end; -1 where the system cannot, or failed.</returns>
    public static long TryCopyRange(SafeFileHandle source, SafeFileHandle target, long offset, long count)
    {
        if (!OperatingSystem.IsLinux())
        {
            return -1;
        }

        try
        {
            var (from, to) = (offset, offset);
            return CopyFileRange(source, ref from, target, ref to, (nuint)count, 0);
        }
        catch (EntryPointNotFoundException)
        {
            return -1;
        }
    }

    /// <summary>Lets the target share the source's blocks (reflink); false where the file system cannot.</summary>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle target) =>
        OperatingSystem.IsLinux() && Control(target, CloneFile, source.DangerousGetHandle()) == 0;

    /// <summary>
    /// Where the next bytes are that the file really holds, from an offset on; past its end where only a hole follows.
    /// </summary>
    public static long NextData(SafeFileHandle file, long offset)
    {
        if (!OperatingSystem.IsLinux())
        {
            return offset;
        }

        var data = Seek(file, offset, SeekData);
        return data >= 0 ? data : Marshal.GetLastPInvokeError() == NoSuchAddress ? long.MaxValue : offset;
    }

    /// <summary>Appends in one write, which those of other processes do not cut; false where that is not offered.</summary>
    public static bool TryAppend(string path, ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var descriptor = OpenNew(path, CreateToAppend, 0x180);
        if (descriptor < 0)
        {
            throw Failed("open", path);
        }

        // To a file that is open for appending, Linux writes at its end whatever offset is given.
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, bytes, 0);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRange(
        SafeFileHandle source, ref long sourceOffset, SafeFileHandle target, ref long targetOffset, nuint count, uint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNew(string path, int flags, uint mode);
}
