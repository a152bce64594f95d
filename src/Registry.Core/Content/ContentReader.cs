using Registry.Stores;

namespace Registry.Content;

/// <summary>Brings content here: from the cache, else from the stores through the cache.</summary>
internal sealed class ContentReader(ContentCache cache, Func<CancellationToken, Task<StoreSet>> openStores)
{
    private StoreSet? _stores;

    /// <summary>The manifest behind a digest.</summary>
    /// <exception cref="RegistryException">MLR1202, MLR1403, MLR1201, MLR1404, MLR1005.</exception>
    public async Task<Manifest> ReadManifestAsync(Digest digest, CancellationToken cancel)
    {
        var bytes = await ReadSmallAsync(digest, "manifest", Manifest.LargestBytes, cancel);
        return Manifest.Parse(bytes, $"manifest {digest}");
    }

    /// <summary>
    /// Copies a file of a model to where it is wanted, hashing it on the way; a damaged cache entry is replaced.
    /// </summary>
    public async Task CopyAsync(ManifestFile file, string target, TransferMeter meter, CancellationToken cancel)
    {
        meter.Begin(file.Path);
        if (cache.Find(file.Sha256, file.Size) is { } entry)
        {
            if (await TryCopyAsync(entry, file, target, meter, cancel))
            {
                return;
            }

            cache.Evict(file.Sha256);
        }

        entry = await cache.FillAsync(
            file.Sha256, file.Size, file.Path, await StoresAsync(cancel), meter.Advance, cancel);
        if (!await TryCopyAsync(entry, file, target, null, cancel))
        {
            throw new RegistryException(
                ErrorCodes.Mismatch,
                $"'{Naming.Shown.Of(file.Path)}' changed in the cache '{cache.Root}' while it was read: expected "
                + $"{file.Sha256} of {file.Size} bytes. Check that disk, or set MODEL_REGISTRY_CACHE to another.");
        }
    }

    private static async Task<bool> TryCopyAsync(
        string entry, ManifestFile file, string target, TransferMeter? meter, CancellationToken cancel)
    {
        using var source = File.OpenHandle(entry, options: FileOptions.SequentialScan);
        using var placed = File.OpenHandle(target, FileMode.Create, FileAccess.Write, FileShare.None);
        var (digest, size) = await HashingCopy.RunAsync(source, placed, meter is null ? null : meter.Advance, cancel);
        return digest == file.Sha256 && size == file.Size;
    }

    private async Task<byte[]> ReadSmallAsync(Digest digest, string what, int largest, CancellationToken cancel)
    {
        var entry = cache.Find(digest, null);
        if (entry is not null && await TryReadAsync(entry, digest, what, largest, cancel) is { } cached)
        {
            return cached;
        }

        entry = await cache.FillAsync(digest, null, what, await StoresAsync(cancel), null, cancel);
        return await TryReadAsync(entry, digest, what, largest, cancel)
            ?? throw new RegistryException(
                ErrorCodes.Mismatch, $"The {what} changed in the cache '{cache.Root}' while it was read; run it again.");
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

    private async Task<StoreSet> StoresAsync(CancellationToken cancel) => _stores ??= await openStores(cancel);
}
