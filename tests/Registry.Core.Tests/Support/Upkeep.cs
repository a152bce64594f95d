using Registry.Content;
using Registry.Stores;

namespace Registry.Tests.Support;

/// <summary>A registry whose stores are damaged as disks and people do, and looked at again.</summary>
internal sealed class Upkeep : IDisposable
{
    private readonly string[] _stores;

    /// <param name="stores">Names of folders beside the repository, in the order of registry.yaml.</param>
    public Upkeep(string test, params string[] stores)
    {
        _stores = stores.Length == 0 ? ["store"] : stores;
        Sandbox = new Sandbox(test);
        File.WriteAllText(
            Path.Combine(Sandbox.Git.Path, "registry.yaml"),
            "schema: 1\nstores:\n" + string.Concat(_stores.Select(store => $"  - url: {Url(store)}\n")));
        Sandbox.Git.Commit();
    }

    public Sandbox Sandbox { get; }

    public bool HasMirror => _stores.Length > 1;

    public string Url(string store) => new Uri(Sandbox.Folder[store]).AbsoluteUri;

    public DirectoryStore Store(string name = "store") => new(Sandbox.Folder[name]);

    /// <summary>Where a store keeps the blob of a text.</summary>
    public string BlobOf(string text, string store = "store") => BlobOf(DigestOf(text), store);

    public string BlobOf(Digest digest, string store = "store") =>
        new BlobLayout(Sandbox.Folder[store]).BlobOf(digest);

    public static Digest DigestOf(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    public static Digest ManifestOf(ModelVersion version) => Digest.TryParse(version.Manifest).ShouldNotBeNull();

    /// <summary>Changes bytes and keeps the length, as a failing disk does.</summary>
    public void Rot(Digest digest, string store = "store")
    {
        var path = BlobOf(digest, store);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    public void Rot(string text, string store = "store") => Rot(DigestOf(text), store);

    /// <summary>Copies a store's folder, as a mirror would.</summary>
    public void Mirror(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(Sandbox.Folder[from], "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Sandbox.Folder[to], Path.GetRelativePath(Sandbox.Folder[from], file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>A blob that no version names.</summary>
    public string PutOrphan(string text, TimeSpan age, string store = "store")
    {
        Store(store).PutBytesAsync(System.Text.Encoding.UTF8.GetBytes(text), CancellationToken.None).Wait();
        var path = BlobOf(text, store);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        return path;
    }

    public async Task<IReadOnlyList<StoreReport>> CheckAsync(StoreCheckRequest? request = null, IProgressSink? sink = null)
    {
        var reports = await (await Sandbox.OpenAsync()).CheckStoresAsync(request ?? new StoreCheckRequest(), sink);
        foreach (var finding in reports.SelectMany(report => report.Findings))
        {
            finding.Message[^1].ShouldBeOneOf(['.', '?']);
            finding.Registry.ShouldBe(Sandbox.Git.Path);
        }

        return reports;
    }

    public async Task<ModelCheck> CheckModelAsync(Func<ModelCheckRequest, ModelCheckRequest>? with = null)
    {
        var request = new ModelCheckRequest { Name = "churn" };
        return await (await Sandbox.OpenAsync()).CheckModelAsync(with?.Invoke(request) ?? request);
    }

    public async Task<IReadOnlyList<RepairedBlob>> RepairAsync(StoreRepairRequest? request = null)
    {
        var registry = await Sandbox.OpenAsync();
        request ??= new StoreRepairRequest();
        return await registry.RepairAsync(request, await registry.PreviewRepairAsync(request));
    }

    public async Task<SyncedStore> SyncAsync(StoreSyncRequest? request = null) =>
        (await (await Sandbox.OpenAsync()).SyncStoresAsync(request ?? new StoreSyncRequest())).ShouldHaveSingleItem();

    public void Dispose() => Sandbox.Dispose();
}
