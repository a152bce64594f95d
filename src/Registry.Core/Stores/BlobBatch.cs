using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>
/// Blobs on their way into a folder: written beside it, flushed together, then renamed. Nothing is visible before
/// <see cref="Commit"/>; what is not committed is deleted.
/// </summary>
internal sealed class BlobBatch(BlobLayout layout, bool flushEach) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PendingBlob> _pending = [];
    private readonly HashSet<Digest> _known = [];

    public async Task<(Digest Digest, long Size)> AddAsync(
        FolderUpload uploads, SourceFile file, SafeFileHandle source, Action<long> advanced, CancellationToken cancel)
    {
        var upload = await uploads.RunAsync(file, source, advanced, cancel);
        Add(upload, cancel);
        return (upload.Digest, upload.Size);
    }

    public Digest Add(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var digest = Digest.Of(bytes.Span);
        if (IsWanted(digest, bytes.Length, cancel))
        {
            var upload = PendingBlob.Open(layout);
            RandomAccess.Write(upload.File, bytes.Span, 0);
            (upload.Digest, upload.Size) = (digest, bytes.Length);
            Add(upload, cancel);
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
            _pending.ForEach(upload => upload.Flush());
        }

        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var upload in _pending)
        {
            var blob = layout.BlobOf(upload.Digest);
            var folder = Path.GetDirectoryName(blob)!;
            if (folders.Add(folder) && !Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                folders.Add(Path.GetDirectoryName(folder)!);
            }

            upload.Publish(blob);
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
        foreach (var upload in _pending)
        {
            upload.Dispose();
        }
    }

    private void Add(PendingBlob upload, CancellationToken cancel)
    {
        try
        {
            var wanted = IsWanted(upload.Digest, upload.Size, cancel);
            if (wanted && flushEach)
            {
                upload.Flush();
            }

            Keep(upload, wanted);
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    /// <summary>A blob is not stored twice; one that is there and damaged is replaced.</summary>
    private bool IsWanted(Digest digest, long size, CancellationToken cancel)
    {
        var blob = new FileInfo(layout.BlobOf(digest));
        lock (_lock)
        {
            if (_known.Contains(digest))
            {
                return false;
            }
        }

        if (!blob.Exists || blob.Length != size)
        {
            return true;
        }

        using var source = File.OpenHandle(blob.FullName, options: FileOptions.SequentialScan);
        return FileHash.Of(source, null, cancel).Digest != digest;
    }

    private void Keep(PendingBlob upload, bool wanted)
    {
        lock (_lock)
        {
            if (wanted && _known.Add(upload.Digest))
            {
                upload.Close();
                _pending.Add(upload);
                return;
            }
        }

        upload.Discard();
    }
}
