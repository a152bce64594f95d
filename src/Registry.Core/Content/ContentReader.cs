using Registry.Content.Caching;
using Registry.Stores;
using Registry.Stores.Transfer;

namespace Registry.Content;

/// <summary>Brings content here: from the cache, else from the stores through the cache.</summary>
internal sealed class ContentReader
{
    /// <summary>EROFS.</summary>
    private const int ReadOnlyFileSystem = 30;

    private const int FilesPerConnection = 4;

    private readonly ContentCache _cache;
    private readonly Func<CancellationToken, Task<StoreSet>> _openStores;
    private readonly Lock _lock = new();
    private readonly PartTransfer _transfer;
    private readonly EntryPlacer _placer;
    private Task<StoreSet>? _stores;

    public ContentReader(ContentCache cache, Func<CancellationToken, Task<StoreSet>> openStores)
    {
        (_cache, _openStores) = (cache, openStores);
        _transfer = new PartTransfer(TransferOptions.FromEnvironment());
        _placer = new EntryPlacer(cache, _transfer.Options.Parallel);
    }

    /// <summary>What files that are in place already hashed to.</summary>
    public HashMemory Memory => _cache.Memory;

    /// <summary>
    /// Files under way at once: more than there are connections, since a small one takes less time than the way there and back.
    /// </summary>
    public int Parallel => FilesPerConnection * _transfer.Options.Parallel;

    /// <summary>The manifest behind a digest.</summary>
    /// <exception cref="RegistryException">MLR1202, MLR1403, MLR1201, MLR1404, MLR1005.</exception>
    public async Task<Manifest> ReadManifestAsync(Digest digest, CancellationToken cancel)
    {
        var bytes = await ReadSmallAsync(digest, "manifest", Manifest.LargestBytes, cancel);
        return Manifest.Parse(bytes, $"manifest {digest}");
    }

    /// <summary>Keeps entries from being cleared away while they are used; null in a cache that nobody can write to.</summary>
    public async Task<CacheLease?> LeaseAsync(IReadOnlyList<ManifestFile> files, CancellationToken cancel)
    {
        try
        {
            return await FileErrors.AsUnavailableAsync(
                $"The cache '{_cache.Root}'",
                () => CacheLease.TakeAsync(_cache.Root, files.Select(file => file.Sha256).Distinct(), cancel));
        }
        catch (RegistryException e) when (Directory.Exists(_cache.Root)
            && e.InnerException is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            // Nobody clears it either.
            return null;
        }
    }

    /// <summary>
    /// Puts a file of a model where it is wanted. An entry that is as it was verified is copied, any other is hashed while
    /// it is copied, and a damaged one is replaced.
    /// </summary>
    /// <param name="link">Gives the entry a second name in place of a copy, where the file system can.</param>
    public async Task PlaceAsync(
        ManifestFile file, string target, bool link, TransferMeter meter, CancellationToken cancel)
    {
        meter.Begin(file.Path);
        if (_cache.Find(file.Sha256, file.Size, own: link) is { } entry)
        {
            if (await _placer.TryPlaceAsync(entry, file, target, link, meter.Advance, cancel) is null)
            {
                return;
            }

            _cache.Evict(file.Sha256);
        }

        if (!link && await TryPlaceLinkedAsync(file, target, meter, cancel))
        {
            return;
        }

        entry = await _cache.FillAsync(file.Sha256, file.Size, file.Path, StoresAsync, _transfer, meter.Advance, cancel);
        if (await _placer.TryPlaceAsync(entry, file, target, link, null, cancel) is { } actual)
        {
            throw new RegistryException(
                ErrorCodes.Mismatch,
                $"'{Naming.Shown.Of(file.Path)}' changed in the cache '{_cache.Root}' while it was read: expected "
                + $"{file.Sha256} of {file.Size} bytes, actual {actual}. Check that disk, or set MODEL_REGISTRY_CACHE to another.");
        }
    }

    /// <summary>Remembers what was verified, once everything has its place.</summary>
    public void Settle() => _placer.Settle();

    /// <summary>Whether the cache or a store has a blob, so that a file of these bytes can be had again.</summary>
    public async Task<IReadOnlySet<Digest>> FindAsync(IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        var found = digests.Where(digest => _cache.Find(digest, null) is not null).ToHashSet();
        if (found.Count < digests.Count)
        {
            found.UnionWith((await (await StoresAsync(cancel)).FindAsync(digests, cancel)).Keys);
        }

        return found;
    }

    /// <summary>A folder store on the same file system is as good as a copy: the cache gets a name for its blob.</summary>
    private async Task<bool> TryPlaceLinkedAsync(
        ManifestFile file, string target, TransferMeter meter, CancellationToken cancel)
    {
        // The first alone: where it does not give it, the stores are read in order, and what is wrong with it is told.
        foreach (var store in (await StoresAsync(cancel)).Stores.OfType<DirectoryStore>().Take(1))
        {
            var entry = await FileErrors.AsUnavailableAsync(
                $"The cache '{_cache.Root}'", () => Task.FromResult(_cache.TryLink(store, file.Sha256)));
            if (entry is null)
            {
                continue;
            }

            if (new FileInfo(entry).Length == file.Size
                && await _placer.TryPlaceAsync(entry, file, target, false, meter.Advance, cancel) is null)
            {
                return true;
            }

            // Damaged there.
            _cache.Evict(file.Sha256);
        }

        return false;
    }

    private async Task<byte[]> ReadSmallAsync(Digest digest, string what, int largest, CancellationToken cancel)
    {
        var entry = _cache.Find(digest, null);
        if (entry is not null && await TryReadAsync(entry, digest, what, largest, cancel) is { } cached)
        {
            return cached;
        }

        _cache.Evict(digest);
        entry = await _cache.FillAsync(digest, null, what, StoresAsync, _transfer, null, cancel);
        return await TryReadAsync(entry, digest, what, largest, cancel)
            ?? throw new RegistryException(
                ErrorCodes.Mismatch, $"The {what} changed in the cache '{_cache.Root}' while it was read; run it again.");
    }

    private static async Task<byte[]?> TryReadAsync(
        string entry, Digest digest, string what, int largest, CancellationToken cancel)
    {
        if (new FileInfo(entry).Length is var length && length > largest)
        {
            throw new RegistryException(
                ErrorCodes.Unreadable, $"The {what} {digest} has {length} bytes, and at most {largest} are read.");
        }

        var bytes = await File.ReadAllBytesAsync(entry, cancel);
        return Digest.Of(bytes) == digest ? bytes : null;
    }

    /// <summary>Opened once, however many files need them at the same time; a failure is everyone's.</summary>
    private Task<StoreSet> StoresAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            return _stores ??= _openStores(cancel);
        }
    }
}
