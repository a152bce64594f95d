using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>A store in a folder, of this machine or a share. Blobs appear by rename, after a flush.</summary>
internal sealed class DirectoryStore(string root) : IBlobStore
{
    /// <summary>Up to this many files are flushed one by one; more of them, by the whole file system at once.</summary>
    private const int FlushOneByOne = 8;

    private const string Marker = "registry-store.json";
    private static readonly byte[] s_marker = "{\"schema\":1}"u8.ToArray();
    private readonly BlobLayout _layout = new(root);

    public string Url { get; } = new Uri(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))).AbsoluteUri;

    public async Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel)
    {
        Guarded(Prepare);
        var stored = new List<(Digest, long)>(files.Count);
        using var batch = new BlobBatch(_layout, flushEach: files.Count <= FlushOneByOne);
        foreach (var file in files)
        {
            meter.Begin(file.Path);
            using var source = SourceFiles.Open(file.FullPath);
            stored.Add(await GuardedAsync(() => batch.AddAsync(source, meter.Advance, cancel)));
            meter.EndFile();
        }

        Guarded(batch.Commit);
        return stored;
    }

    public Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        Guarded(Prepare);
        return GuardedAsync(async () =>
        {
            using var batch = new BlobBatch(_layout, flushEach: true);
            var digest = await batch.AddAsync(bytes, cancel);
            batch.Commit();
            return digest;
        });
    }

    public async Task<(Digest Digest, long Size)?> TryReadAsync(
        Digest digest, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel)
    {
        if (!Directory.Exists(root))
        {
            throw Absent();
        }

        return await GuardedAsync<(Digest, long)?>(async () =>
        {
            try
            {
                using var source = File.OpenHandle(
                    _layout.BlobOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                return await HashingCopy.RunAsync(source, target, advanced, cancel);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        });
    }

    public Task<long?> FindSizeAsync(Digest digest, CancellationToken cancel)
    {
        if (!Directory.Exists(root))
        {
            throw Absent();
        }

        var blob = new FileInfo(_layout.BlobOf(digest));
        return Task.FromResult(blob.Exists ? blob.Length : (long?)null);
    }

    /// <summary>Makes the store if it is not there yet, and checks that it is one that this version knows.</summary>
    private void Prepare()
    {
        var marker = Path.Combine(root, Marker);
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
        _layout.SweepUploads();
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
