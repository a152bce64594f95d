using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>
/// A blob under a private name, not visible yet. That of a large file comes from what the source is, so that another
/// attempt finds it; it is held until it is visible, or else nobody could tell who writes to it.
/// </summary>
internal sealed class PendingBlob : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Shorter files are sent anew.</summary>
    private const long Resumable = 32 * 1024 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle? _lock;
    private bool _ended;

    private PendingBlob(string path, SafeFileHandle file, SafeFileHandle? held) =>
        (_path, File, _lock) = (path, file, held);

    public SafeFileHandle File { get; }

    public Digest Digest { get; set; }

    public long Size { get; set; }

    public static PendingBlob Open(BlobLayout layout, SourceFile file, SafeFileHandle source, long size)
    {
        if (size >= Resumable)
        {
            Directory.CreateDirectory(layout.Uploads);
            var path = Path.Combine(layout.Uploads, NameOf(file, source));
            if (FileLock.TryTake(path + BlobLayout.LockExtension) is { } held)
            {
                if (new FileInfo(path).LinkTarget is not null)
                {
                    // None of ours: what is written through it would land elsewhere.
                    System.IO.File.Delete(path);
                }

                return new PendingBlob(
                    path,
                    System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), held);
            }
        }

        return Open(layout);
    }

    public static PendingBlob Open(BlobLayout layout)
    {
        var path = layout.NewUpload();
        return new PendingBlob(
            path, System.IO.File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None), null);
    }

    /// <summary>Lets go of a file that nobody could go on with, so that thousands of them can wait.</summary>
    public void Close()
    {
        if (_lock is null)
        {
            Seal();
            File.Dispose();
        }
    }

    public void Flush()
    {
        if (!File.IsClosed)
        {
            RandomAccess.FlushToDisk(File);
            return;
        }

        using var file = System.IO.File.OpenHandle(_path);
        RandomAccess.FlushToDisk(file);
    }

    public void Publish(string blob)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Dispose();
        }

        System.IO.File.Move(_path, blob, overwrite: true);
        if (!File.IsClosed)
        {
            // Not before: another attempt could not write to it.
            Seal();
        }

        End();
    }

    /// <summary>Deletes it.</summary>
    public void Discard()
    {
        File.Dispose();
        System.IO.File.Delete(_path);
        End();
    }

    /// <summary>What is not published stays for another attempt, where one would find it.</summary>
    public void Dispose()
    {
        if (!_ended && _lock is null)
        {
            Discard();
        }

        File.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Blobs never change; the mode keeps an editor from doing it by accident.</summary>
    private void Seal()
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, ReadOnly);
        }
    }

    private void End()
    {
        _ended = true;
        File.Dispose();
        if (_lock is not null)
        {
            FileLock.Remove(_path + BlobLayout.LockExtension, _lock);
        }
    }

    /// <summary>The same for the same file as long as it does not change.</summary>
    private static string NameOf(SourceFile file, SafeFileHandle source) => Digest.Of(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.MachineName}\n{file.FullPath}\n{FileSystem.StampOf(source)}"))).Hex[..32] + ".part";
}
