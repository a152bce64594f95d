using Registry.Content;
using Registry.Stores;

namespace Registry.Operations.Retention;

/// <summary>Keeps what is read for one question, where the user's cache is to stay as it is.</summary>
internal sealed class PassingCache : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("model-registry-");

    public ContentReader NewReader(Func<CancellationToken, Task<StoreSet>> openStores) =>
        new(new ContentCache(_folder.FullName), openStores);

    public void Dispose() => _folder.Delete(recursive: true);
}
