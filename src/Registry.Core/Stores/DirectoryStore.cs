using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores;

/// <summary>A store in a folder, of this machine or a share. Blobs appear by rename, after a flush.</summary>
internal sealed class DirectoryStore(string root, TransferOptions? options = null, Throttle? throttle = null) : IBlobStore
{
    /// <summary>Up to this many files are flushed one by one; more of them, by the whole file system at once.</summary>
    private const int FlushOneByOne = 8;

    private static readonly byte[] s_marker = "{\"schema\":1}"u8.ToArray();
    private readonly BlobLayout _layout = new(root);
    private readonly TransferOptions _options = options ?? new TransferOptions();
    private readonly Throttle _throttle = throttle ?? Throttle.None;

    public string Url { get; } = new Uri(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))).AbsoluteUri;

    public async Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel)
    {
        Guarded(Prepare);
        var stored = new (Digest, long)[files.Count];
        using var batch = new BlobBatch(_layout, flushEach: files.Count <= FlushOneByOne);
        var uploads = new FolderUpload(_layout, _throttle);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallel, CancellationToken = cancel };
        await Parallel.ForAsync(0, files.Count, parallel, async (i, stop) =>
        {
            meter.Begin(files[i].Path);
            using var source = SourceFiles.Open(files[i].FullPath);
            stored[i] = await GuardedAsync(() => batch.AddAsync(uploads, files[i], source, meter.Advance, stop));
            meter.EndFile();
        });

        Guarded(batch.Commit);
        return stored;
    }

    public Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        Guarded(Prepare);
        return GuardedAsync(() => Task.Run(
            () =>
            {
                using var batch = new BlobBatch(_layout, flushEach: true);
                var digest = batch.Add(bytes, cancel);
                batch.Commit();
                return digest;
            },
            cancel));
    }

    public Task<long?> ReadPartAsync(
        Digest digest, long offset, int count, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel)
    {
        EnsureThere();
        long? length = null;
        Guarded(() =>
        {
            try
            {
                EnsureFile(_layout.BlobOf(digest));
                using var source = File.OpenHandle(
                    _layout.BlobOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                length = RandomAccess.GetLength(source);
                RangeCopy.Run(source, target, offset, count, _throttle, advanced, cancel);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                length = null;
            }
        });
        return Task.FromResult(length);
    }

    /// <summary>
    /// A second name for a blob; false where it is not there, the file system does not give one, or bytes are to be read no
    /// faster than a limit says.
    /// </summary>
    public bool TryLink(Digest digest, string name) =>
        !_throttle.IsLimited && FileSystem.TryLink(_layout.BlobOf(digest), name);

    public Task<IReadOnlyDictionary<Digest, long>> FindAsync(
        IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        EnsureThere();
        var found = new Dictionary<Digest, long>();
        Guarded(() =>
        {
            foreach (var digest in digests)
            {
                cancel.ThrowIfCancellationRequested();
                if (new FileInfo(_layout.BlobOf(digest)) is { Exists: true } blob)
                {
                    found[digest] = blob.Length;
                }
            }
        });
        return Task.FromResult<IReadOnlyDictionary<Digest, long>>(found);
    }

    public Task<(int Count, long Bytes)> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancel)
    {
        EnsureThere();
        (int, long) swept = default;
        Guarded(() => swept = _layout.SweepUploads(before.UtcDateTime));
        return Task.FromResult(swept);
    }

    public Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        Guarded(() =>
        {
            Prepare();
            var upload = _layout.NewUpload();
            using (var file = File.OpenHandle(upload, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, bytes.Span, 0);
                RandomAccess.FlushToDisk(file);
            }

            var folder = Path.GetDirectoryName(PathOf(key))!;
            Directory.CreateDirectory(folder);
            File.Move(upload, PathOf(key), overwrite: true);
            FileSystem.FlushFolder(folder);
        });
        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancel)
    {
        EnsureThere();
        return GuardedAsync(async () =>
        {
            try
            {
                EnsureFile(PathOf(key));
                return new FileInfo(PathOf(key)).Length > IStoreObjects.Longest
                    ? throw new RegistryException(
                        ErrorCodes.Unreadable,
                        $"'{key}' in the store '{Url}' is longer than {IStoreObjects.Longest} bytes; it is none of ours: take it away.")
                    : (byte[]?)await File.ReadAllBytesAsync(PathOf(key), cancel);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        });
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        EnsureThere();
        Guarded(() =>
        {
            if (File.Exists(PathOf(key)))
            {
                File.Delete(PathOf(key));
            }
        });
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoreObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        EnsureThere();
        await Task.CompletedTask;
        EnsureFolder(prefix);
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(PathOf(prefix))]);
        while (folders.TryPop(out var folder))
        {
            cancel.ThrowIfCancellationRequested();
            FileSystemInfo[] entries = [];
            Guarded(() => entries = folder.Exists ? folder.GetFileSystemInfos() : []);
            Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));

            // Links lead out of the store, or round in circles.
            foreach (var inner in entries.OfType<DirectoryInfo>().Where(inner => inner.LinkTarget is null).Reverse())
            {
                folders.Push(inner);
            }

            foreach (var file in entries.OfType<FileInfo>())
            {
                var key = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                yield return new StoreObject(key, file.Length, file.LastWriteTimeUtc);
            }
        }
    }

    /// <summary>Makes the store if it is not there yet, and checks that it is one that this version knows.</summary>
    private void Prepare()
    {
        var marker = PathOf(StoreKeys.Marker);
        if (!File.Exists(marker))
        {
            if (!Directory.Exists(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(root))))
            {
                // A share that is not mounted: made here, the bytes would be on this disk alone.
                throw Absent();
            }

            Directory.CreateDirectory(root);
            var upload = _layout.NewUpload();
            File.WriteAllBytes(upload, s_marker);
            File.Move(upload, marker, overwrite: true);
        }

        CheckMarker(marker);
        _layout.SweepUploads(DateTime.UtcNow.AddDays(-1));
    }

    private static void CheckMarker(string marker)
    {
        using var stream = File.OpenRead(marker);
        var text = new byte[256];
        var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        int? schema = null;
        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(0, length));
            schema = document.RootElement.GetProperty("schema").GetInt32();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // No schema: told below, with what stands there instead.
        }

        if (schema != 1)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"'{marker}' says '{Naming.Shown.Of(Encoding.UTF8.GetString(text, 0, length))}', and this version writes "
                + "stores of schema 1; update Registry, or choose another folder.");
        }
    }

    /// <summary>What is no folder must not pass for one that is empty.</summary>
    /// <exception cref="RegistryException">MLR1201.</exception>
    private void EnsureFolder(string prefix)
    {
        var path = Path.TrimEndingDirectorySeparator(PathOf(prefix));
        var there = new FileInfo(path);
        if (there.Exists || (there.LinkTarget is not null && !Directory.Exists(path)))
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"'{prefix.TrimEnd('/')}' in the store '{Url}' should be a folder, and is a file or a link to nothing; take it away.");
        }
    }

    /// <summary>A pipe or a device would block, or never end.</summary>
    /// <exception cref="RegistryException">MLR1201.</exception>
    private void EnsureFile(string path)
    {
        var file = new FileInfo(path);
        if (file is { Exists: true, LinkTarget: null } && !FileSystem.IsRegularFile(path))
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"'{Path.GetRelativePath(root, path)}' in the store '{Url}' is no file but a pipe or a device; take it away.");
        }
    }

    private string PathOf(string key) => Path.Combine(root, key);

    private void EnsureThere()
    {
        if (!Directory.Exists(root))
        {
            throw Absent();
        }
    }

    private RegistryException Absent() => new(
        ErrorCodes.StoreUnavailable,
        $"The store '{Url}' is not there; mount it or bring it back, or correct its url in registry.yaml.");

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(e);
        }
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(e);
        }
    }

    private RegistryException Refused(Exception e) => new(
        ErrorCodes.StoreUnavailable,
        $"The store '{Url}' cannot be used: {e.Message} Check that the folder is there, writable, and has room.", e);
}
