using Registry.Content.Caching;
using Registry.Stores;
using Registry.Stores.Transfer;

namespace Registry.Content;

/// <summary>
/// The user's own copies of blobs, shared by all projects and processes; safe to delete at any time. An entry is trusted
/// while size, times and inode are those it was verified with; any other is hashed before it is used.
/// </summary>
/// <remarks>
/// Beside copies of its own (<c>blobs/</c>) it has second names of blobs in stores on the same file system
/// (<c>linked/</c>), which cost no bytes. Those are never linked on into a tree: an edit there would reach the store.
/// </remarks>
internal sealed class ContentCache
{
    private readonly BlobLayout _layout;
    private readonly BlobLayout _linked;

    public ContentCache(string root)
    {
        _layout = new BlobLayout(root);
        _linked = new BlobLayout(Path.Combine(root, "linked"));
        Memory = new HashMemory(Path.Combine(root, "hashes"));
    }

    /// <summary><c>$MODEL_REGISTRY_CACHE</c>, else the platform's cache folder.</summary>
    /// <exception cref="RegistryException">MLR1201 where neither is known.</exception>
    public static ContentCache OfUser() => new(RootOfUser() ?? throw new RegistryException(
        ErrorCodes.StoreUnavailable, "No folder for the cache is known; set MODEL_REGISTRY_CACHE to one."));

    /// <summary>The memory in the user's cache; where there is no such folder, one that forgets.</summary>
    public static HashMemory MemoryOfUser() =>
        new(RootOfUser() is { } root ? Path.Combine(root, "hashes") : null);

    public string Root => _layout.Root;

    /// <summary>What files of the cache, of trees and of sources hashed to.</summary>
    public HashMemory Memory { get; }

    /// <summary>The entry's path, or null where the cache has none of that length.</summary>
    /// <param name="own">Only a copy of the cache's own.</param>
    public string? Find(Digest digest, long? size, bool own = false)
    {
        foreach (var layout in own ? [_layout] : new[] { _layout, _linked })
        {
            var file = new FileInfo(layout.BlobOf(digest));
            if (file.Exists && (size is null || file.Length == size))
            {
                return file.FullName;
            }
        }

        return null;
    }

    /// <summary>All entries, in no order. What is none of the cache's is passed over.</summary>
    public IEnumerable<(Digest Digest, string Path, long Size)> Entries() =>
        from layout in new[] { _layout, _linked }
        where Directory.Exists(layout.Blobs)
        from file in new DirectoryInfo(layout.Blobs).EnumerateFiles("*", SearchOption.AllDirectories)
        let digest = Digest.TryParse(file.Name)
        where digest is not null && layout.BlobOf(digest.Value) == file.FullName
        select (digest.Value, file.FullName, file.Length);

    /// <summary>Remembers an entry that was verified while it had this stamp, and that it was used now.</summary>
    public void Trust(string entry, FileStamp? stamp, Digest digest)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Nothing is remembered here, and the time of the last use has to stand somewhere.
            File.SetLastAccessTimeUtc(entry, DateTime.UtcNow);
        }

        if (stamp is { } verified && FileSystem.StampOf(entry) is { } now && now.HasBytesOf(verified))
        {
            Memory.Keep(now, digest);
        }
    }

    /// <summary>
    /// Takes a blob from the stores, verified while it streams; returns the entry's path. Of several processes one
    /// fetches, and the others wait for it.
    /// </summary>
    public Task<string> FillAsync(
        Digest digest, long? size, string what, Func<CancellationToken, Task<StoreSet>> openStores, PartTransfer transfer,
        Action<long>? advanced, CancellationToken cancel) =>
        FileErrors.AsUnavailableAsync($"The cache '{Root}'", async () =>
        {
            var entry = _layout.BlobOf(digest);
            using var partial = await PartialDownload.TakeAsync(_layout, digest, cancel);
            if (Find(digest, size, own: true) is not null)
            {
                partial.End();
                if (IsVerified(entry, digest, cancel))
                {
                    advanced?.Invoke(new FileInfo(entry).Length);
                    return entry;
                }

                File.Delete(entry);
            }

            var download = partial.Open(digest, size, transfer.Options.DownloadPartOf(size));
            if (!await TryTakeLinkedAsync(download, cancel))
            {
                await (await openStores(cancel)).ReadAsync(download, what, transfer, advanced, cancel);
            }

            partial.Complete(entry);
            Memory.Keep(FileSystem.StampOf(entry), digest);
            _layout.SweepUploads(DateTime.UtcNow.AddDays(-1));
            return entry;
        });

    /// <summary>A second name for a store's blob, not verified yet; null where the system does not give one.</summary>
    public string? TryLink(DirectoryStore store, Digest digest)
    {
        var entry = _linked.BlobOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
        return store.TryLink(digest, entry) || File.Exists(entry) ? entry : null;
    }

    /// <summary>Forgets an entry that turned out damaged. What it is a second name of stays.</summary>
    public void Evict(Digest digest)
    {
        Delete(_layout.BlobOf(digest));
        Delete(_linked.BlobOf(digest));
    }

    private static void Delete(string entry)
    {
        if (File.Exists(entry))
        {
            File.Delete(entry);
        }
    }

    /// <summary>Copies what the cache has only as another name of a store's blob.</summary>
    private async Task<bool> TryTakeLinkedAsync(BlobDownload download, CancellationToken cancel)
    {
        if (download.Size is not { } size || Find(download.Digest, size) is not { } entry)
        {
            return false;
        }

        download.Discard();
        using var source = File.OpenHandle(entry, options: FileOptions.SequentialScan);
        var (actual, _) = await HashedCopy.RunAsync(
            size,
            (offset, count, stop) => RangeCopy.Run(source, download.Target, offset, count, Throttle.None, null, stop),
            download.Target, cancel);
        if (actual != download.Digest)
        {
            Evict(download.Digest);
        }

        return actual == download.Digest;
    }

    private bool IsVerified(string entry, Digest digest, CancellationToken cancel)
    {
        var stamp = FileSystem.StampOf(entry);
        if (Memory.Find(stamp) == digest)
        {
            return true;
        }

        using var file = File.OpenHandle(entry, options: FileOptions.SequentialScan);
        var verified = FileHash.Of(file, null, cancel).Digest == digest;
        if (verified)
        {
            Trust(entry, stamp, digest);
        }

        return verified;
    }

    private static string? RootOfUser()
    {
        var set = Environment.GetEnvironmentVariable("MODEL_REGISTRY_CACHE");
        if (!string.IsNullOrEmpty(set))
        {
            return Path.GetFullPath(set);
        }

        var folder = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
                ? Path.Combine(home, ".cache") : "";
        return folder.Length > 0 && Path.IsPathRooted(folder) ? Path.Combine(folder, "model-registry") : null;
    }
}
