using Microsoft.Win32.SafeHandles;
using Registry.Stores;
using Registry.Stores.Transfer;

namespace Registry.Content.Caching;

/// <summary>
/// A blob on its way into the cache, under a name that every process gives it. One of them holds it and fetches; what it
/// brought before it was cut is what the next one goes on from.
/// </summary>
internal sealed class PartialDownload : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path;
    private readonly string _journalPath;
    private readonly SafeFileHandle _journal;
    private SafeFileHandle? _target;
    private BlobDownload? _download;
    private bool _ended;

    private PartialDownload(string path, SafeFileHandle journal) =>
        (_path, _journalPath, _journal) = (path, JournalOf(path), journal);

    /// <summary>Waits while another process fetches the blob.</summary>
    public static async Task<PartialDownload> TakeAsync(BlobLayout layout, Digest digest, CancellationToken cancel)
    {
        Directory.CreateDirectory(layout.Uploads);
        var path = Path.Combine(layout.Uploads, digest.Hex);
        return new PartialDownload(path, await FileLock.TakeAsync(JournalOf(path), shared: false, cancel));
    }

    public BlobDownload Open(Digest digest, long? size, int partSize)
    {
        _target = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        return _download = new BlobDownload(
            digest, size, _target,
            size > partSize && size < PartJournal.Longest
                ? new PartJournal(_journal, size.Value, partSize, RandomAccess.GetLength(_target)) : null);
    }

    /// <summary>The verified file becomes the entry, read-only.</summary>
    public void Complete(string entry)
    {
        _target!.Dispose();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, ReadOnly);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
        File.Move(_path, entry, overwrite: true);
        End();
    }

    /// <summary>There is nothing to go on from any more.</summary>
    public void End()
    {
        _ended = true;
        _target?.Dispose();
        File.Delete(_path);
        FileLock.Remove(_journalPath, _journal);
    }

    /// <summary>What was cut stays for the next attempt.</summary>
    public void Dispose()
    {
        if (!_ended && _download?.Journal is not { HasAny: true })
        {
            End();
        }

        _target?.Dispose();
        _journal.Dispose();
    }

    private static string JournalOf(string path) => path + ".parts";
}
