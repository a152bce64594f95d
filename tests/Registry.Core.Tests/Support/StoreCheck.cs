using Registry.Content;
using Registry.Git;
using Registry.Ledger;
using Registry.Stores;

namespace Registry.Tests.Support;

/// <summary>
/// Looks over a repository and its store after a crash; what was seen to be whole and has not changed is not hashed
/// twice.
/// </summary>
internal sealed class StoreCheck(string repository, IStoredBlobs blobs)
{
    private readonly HashSet<(string Key, long Size, string Stamp)> _whole = [];

    public StoreCheck(string repository, string store) : this(repository, new FolderBlobs(store))
    {
    }

    /// <summary>
    /// Everything under a blob's name is that blob; every tag's manifest and files are there, but for erased versions.
    /// </summary>
    public async Task<int> NamesProveTheirBytesAsync()
    {
        var sizes = await BlobsAreWholeAsync();
        var git = await GitRepository.DiscoverAsync(repository, CancellationToken.None);
        var versions = 0;
        foreach (var state in await new LedgerReader(git, TimeProvider.System).ReadAllAsync(CancellationToken.None))
        {
            foreach (var version in state.Versions.Where(version => version.Erasure is null))
            {
                versions++;
                var digest = version.Manifest.ShouldNotBeNull();
                var manifest = Manifest.Parse(
                    await blobs.ReadAsync(StoreKeys.BlobOf(digest)), version.Version.ToString());
                manifest.Digest.ShouldBe(digest);
                foreach (var file in manifest.Files)
                {
                    sizes.ShouldContainKeyAndValue(StoreKeys.BlobOf(file.Sha256), file.Size, file.Path);
                }
            }
        }

        return versions;
    }

    /// <returns>The length of each, by its key.</returns>
    public async Task<IDictionary<string, long>> BlobsAreWholeAsync()
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var blob in await blobs.ListAsync())
        {
            sizes[blob.Key] = blob.Size;
            if (_whole.Add(blob))
            {
                var digest = Digest.Of(await blobs.ReadAsync(blob.Key));
                StoreKeys.BlobOf(digest).ShouldBe(blob.Key, "a blob that is not whole");
            }
        }

        return sizes;
    }
}
