using Registry.Content;
using Registry.Git;
using Registry.Ledger;

namespace Registry.Tests.Support;

/// <summary>
/// Looks over a repository and its store after a crash; what was seen to be whole and has not changed is not hashed
/// twice.
/// </summary>
internal sealed class StoreCheck(string repository, string store)
{
    private readonly HashSet<(string Path, DateTime Written, long Length)> _whole = [];

    /// <summary>
    /// Every file under a blob's name is that blob; every tag's manifest and files are there, but for erased versions.
    /// </summary>
    public async Task<int> NamesProveTheirBytesAsync()
    {
        var blobs = Path.Combine(store, "blobs");
        if (Directory.Exists(blobs))
        {
            foreach (var file in new DirectoryInfo(blobs).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                if (_whole.Add((file.FullName, file.LastWriteTimeUtc, file.Length)))
                {
                    Hash(file.FullName).Hex.ShouldBe(file.Name, "a blob that is not whole");
                }
            }
        }

        var layout = new BlobLayout(store);
        var git = await GitRepository.DiscoverAsync(repository, CancellationToken.None);
        var versions = 0;
        foreach (var state in await new LedgerReader(git, TimeProvider.System).ReadAllAsync(CancellationToken.None))
        {
            foreach (var version in state.Versions.Where(version => version.Erasure is null))
            {
                versions++;
                var digest = version.Manifest.ShouldNotBeNull();
                var manifest = Manifest.Parse(
                    await File.ReadAllBytesAsync(layout.BlobOf(digest)), version.Version.ToString());
                manifest.Digest.ShouldBe(digest);
                foreach (var file in manifest.Files)
                {
                    new FileInfo(layout.BlobOf(file.Sha256)).Length.ShouldBe(file.Size, file.Path);
                }
            }
        }

        return versions;
    }

    private static Digest Hash(string path)
    {
        using var file = File.OpenHandle(path);
        return FileHash.Of(file, null, CancellationToken.None).Digest;
    }
}
