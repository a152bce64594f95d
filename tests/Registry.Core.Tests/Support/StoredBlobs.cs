using Registry.Stores;

namespace Registry.Tests.Support;

/// <summary>The blobs of a store as anyone sees them, without any of our own code between.</summary>
internal interface IStoredBlobs
{
    /// <summary>All of them; the stamp of one that is written anew is another.</summary>
    Task<IReadOnlyList<(string Key, long Size, string Stamp)>> ListAsync();

    Task<byte[]> ReadAsync(string key);
}

internal sealed class FolderBlobs(string store) : IStoredBlobs
{
    public Task<IReadOnlyList<(string Key, long Size, string Stamp)>> ListAsync()
    {
        var blobs = new DirectoryInfo(Path.Combine(store, StoreKeys.Blobs));
        return Task.FromResult<IReadOnlyList<(string, long, string)>>(!blobs.Exists ? [] :
        [
            .. blobs.EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => (KeyOf(file.FullName), file.Length, $"{file.LastWriteTimeUtc:O}")),
        ]);
    }

    public Task<byte[]> ReadAsync(string key) => File.ReadAllBytesAsync(Path.Combine(store, key));

    private string KeyOf(string path) => Path.GetRelativePath(store, path).Replace('\\', '/');
}

internal sealed class BucketBlobs(TestBucket bucket) : IStoredBlobs
{
    public async Task<IReadOnlyList<(string Key, long Size, string Stamp)>> ListAsync() =>
    [
        .. (await bucket.ObjectsAsync()).Where(blob => blob.Key.StartsWith(StoreKeys.Blobs, StringComparison.Ordinal)),
    ];

    public Task<byte[]> ReadAsync(string key) => bucket.ReadAsync(key);
}
