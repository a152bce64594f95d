using Registry.Content;
using Registry.Stores;

namespace Registry.Tests.Support;

/// <summary>A store and a cache in a test's folder, and models put into it without any repository.</summary>
internal sealed class StoreFolder(TempFolder folder)
{
    public DirectoryStore Store { get; } = new(folder["store"]);

    public ContentCache Cache { get; } = new(folder["cache"]);

    public ContentReader NewReader() => new(Cache, _ => Task.FromResult(new StoreSet([Store])));

    /// <summary>Without a cache that could hide what the store holds.</summary>
    public ContentReader NewFreshReader() =>
        new(
            new ContentCache(folder["cache-" + Guid.NewGuid().ToString("N")]),
            _ => Task.FromResult(new StoreSet([Store])));

    public string BlobOf(Digest digest) => new BlobLayout(folder["store"]).BlobOf(digest);

    public async Task<Manifest> PutAsync(params (string Path, string Text)[] files)
    {
        var source = folder["source-" + Guid.NewGuid().ToString("N")];
        foreach (var (path, text) in files)
        {
            folder.Write(Path.GetRelativePath(folder.Path, Path.Combine(source, path)), text);
        }

        var found = SourceFiles.Find(source, CancellationToken.None);
        var stored = await Store.PutFilesAsync(found, new TransferMeter(null, "", 0, 0), CancellationToken.None);
        var manifest = Manifest.Create(
            found.Zip(stored, (file, blob) => new ManifestFile(file.Path, blob.Size, blob.Digest)));
        await Store.PutBytesAsync(manifest.ToBytes(), CancellationToken.None);
        return manifest;
    }

    public Task<IReadOnlyList<PlacedFile>> PlaceAsync(
        Manifest manifest, string destination, ContentReader? reader = null) =>
        new Placement(reader ?? NewReader(), folder[destination])
            .PlaceAsync(manifest.Files, new TransferMeter(null, "", 0, 0), CancellationToken.None);

    /// <summary>Writes to a blob as no tool of ours would: they are read-only.</summary>
    public void Damage(Digest digest, Func<byte[], byte[]> change)
    {
        var blob = BlobOf(digest);
        var bytes = change(File.ReadAllBytes(blob));
        File.Delete(blob);
        File.WriteAllBytes(blob, bytes);
    }
}
