using Registry.Stores;

namespace Registry.Content;

/// <summary>
/// The user's own copies of blobs, shared by all projects and processes; safe to delete at any time. An entry is
/// trusted
/// for nothing but its name: whatever is taken from it is hashed on the way.
/// </summary>
internal sealed class ContentCache
{
    private readonly BlobLayout _layout;

    public ContentCache(string root) => _layout = new BlobLayout(root);

    /// <summary><c>$MODEL_REGISTRY_CACHE</c>, else the platform's cache folder.</summary>
    /// <exception cref="RegistryException">MLR1201 where neither is known.</exception>
    public static ContentCache OfUser()
    {
        var set = Environment.GetEnvironmentVariable("MODEL_REGISTRY_CACHE");
        return new ContentCache(!string.IsNullOrEmpty(set) ? Path.GetFullPath(set) : PlatformFolder());
    }

    public string Root => _layout.Root;

    /// <summary>The entry's path, or null where the cache has none of that length.</summary>
    public string? Find(Digest digest, long? size)
    {
        var file = new FileInfo(_layout.BlobOf(digest));
        return file.Exists && (size is null || file.Length == size) ? file.FullName : null;
    }

    /// <summary>Takes a blob from the stores, verified while it streams; returns the entry's path.</summary>
    public Task<string> FillAsync(
        Digest digest, long? size, string what, StoreSet stores, Action<long>? advanced, CancellationToken cancel) =>
        FileErrors.AsUnavailableAsync($"The cache '{Root}'", async () =>
        {
            var upload = _layout.NewUpload();
            try
            {
                using (var target = File.OpenHandle(upload, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
                {
                    await stores.ReadAsync(digest, size, what, target, advanced, cancel);
                }

                var entry = _layout.BlobOf(digest);
                Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
                File.Move(upload, entry, overwrite: true);
                _layout.SweepUploads(DateTime.UtcNow.AddDays(-1));
                return entry;
            }
            finally
            {
                File.Delete(upload);
            }
        });

    /// <summary>Forgets an entry that turned out damaged.</summary>
    public void Evict(Digest digest) => File.Delete(_layout.BlobOf(digest));

    private static string PlatformFolder()
    {
        var folder = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
                ? Path.Combine(home, ".cache") : "";
        return folder.Length > 0 && Path.IsPathRooted(folder)
            ? Path.Combine(folder, "model-registry")
            : throw new RegistryException(
                ErrorCodes.StoreUnavailable, "No folder for the cache is known; set MODEL_REGISTRY_CACHE to one.");
    }
}
