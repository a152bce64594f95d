using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>
/// Blobs on their way into a folder: written beside it, flushed together, then renamed. Nothing is visible before
/// <see cref="Commit"/>; what is not committed is deleted.
/// </summary>
internal sealed class BlobBatch(BlobLayout layout, bool flushEach) : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly List<(string Upload, Digest Digest)> _pending = [];
    private readonly HashSet<Digest> _known = [];

    public async Task<(Digest Digest, long Size)> AddAsync(
        SafeFileHandle source, Action<long> advanced, CancellationToken cancel)
    {
        var upload = layout.NewUpload();
        try
        {
            (Digest Digest, long Size) result;
            bool wanted;
            using (var stream = Create(upload))
            {
                var target = stream.SafeFileHandle;
                result = await HashingCopy.RunAsync(source, target, advanced, cancel);
                wanted = await IsWantedAsync(result.Digest, result.Size, cancel);
                Flush(target, wanted);
            }

            Keep(upload, result.Digest, wanted);
            return result;
        }
        catch
        {
            File.Delete(upload);
            throw;
        }
    }

    public async Task<Digest> AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var digest = Digest.Of(bytes.Span);
        if (await IsWantedAsync(digest, bytes.Length, cancel))
        {
            var upload = layout.NewUpload();
            using var stream = Create(upload);
            RandomAccess.Write(stream.SafeFileHandle, bytes.Span, 0);
            Flush(stream.SafeFileHandle, wanted: true);
            Keep(upload, digest, wanted: true);
        }

        return digest;
    }

    /// <summary>Makes all of them visible, and that durable.</summary>
    public void Commit()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        if (!flushEach && !FileSystem.TryFlushFileSystem(layout.Root))
        {
            FlushOneByOne();
        }

        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (upload, digest) in _pending)
        {
            var blob = layout.BlobOf(digest);
            var folder = Path.GetDirectoryName(blob)!;
            if (folders.Add(folder) && !Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                folders.Add(Path.GetDirectoryName(folder)!);
            }

            layout.RemoveTombstone(digest);
            File.Move(upload, blob, overwrite: true);
        }

        _pending.Clear();
        if (flushEach || !FileSystem.TryFlushFileSystem(layout.Root))
        {
            foreach (var folder in folders)
            {
                FileSystem.FlushFolder(folder);
            }
        }
    }

    public void Dispose()
    {
        foreach (var (upload, _) in _pending)
        {
            File.Delete(upload);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            // Blobs never change; the mode keeps an editor from doing it by accident.
            options.UnixCreateMode = ReadOnly;
        }

        return new FileStream(path, options);
    }

    private void Flush(SafeFileHandle target, bool wanted)
    {
        if (flushEach && wanted)
        {
            RandomAccess.FlushToDisk(target);
        }
    }

    private void FlushOneByOne()
    {
        foreach (var (upload, _) in _pending)
        {
            using var file = File.OpenHandle(upload);
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>A blob is not stored twice; one that is there and damaged is replaced.</summary>
    private async Task<bool> IsWantedAsync(Digest digest, long size, CancellationToken cancel)
    {
        var blob = new FileInfo(layout.BlobOf(digest));
        if (_known.Contains(digest))
        {
            return false;
        }

        if (!blob.Exists || blob.Length != size || File.Exists(layout.TombstoneOf(digest)))
        {
            return true;
        }

        using var source = File.OpenHandle(blob.FullName, options: FileOptions.SequentialScan);
        return (await HashingCopy.RunAsync(source, null, null, cancel)).Digest != digest;
    }

    private void Keep(string upload, Digest digest, bool wanted)
    {
        if (wanted && _known.Add(digest))
        {
            _pending.Add((upload, digest));
        }
        else
        {
            File.Delete(upload);
        }
    }
}
