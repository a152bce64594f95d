using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class ContentCacheTests : IDisposable
{
    private readonly TempFolder _folder = new("cache");
    private readonly StoreFolder _store;

    public ContentCacheTests() => _store = new StoreFolder(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_cached_is_placed_without_the_store()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"));
        await _store.PlaceAsync(manifest, "one");
        Directory.Delete(_folder["store"], recursive: true);

        await _store.PlaceAsync(manifest, "two");

        Bytes.Tree(_folder["two"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("b", "2")));
    }

    [Theory]
    [InlineData("X"), InlineData(""), InlineData("too long")]
    public async Task A_damaged_entry_is_healed_from_the_store(string damage)
    {
        var manifest = await _store.PutAsync(("a", "1"));
        await _store.PlaceAsync(manifest, "one");
        var entry = Replaced(manifest.Files[0].Sha256);
        File.WriteAllText(entry, damage);

        await _store.PlaceAsync(manifest, "two");

        File.ReadAllText(_folder["two/a"]).ShouldBe("1");
        File.ReadAllText(_store.Cache.Find(manifest.Files[0].Sha256, null)!).ShouldBe("1");
    }

    [Fact]
    public async Task A_damaged_manifest_in_the_cache_is_healed_too()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        await _store.NewReader().ReadManifestAsync(manifest.Digest, CancellationToken.None);
        File.WriteAllText(_store.Cache.Find(manifest.Digest, null).ShouldNotBeNull(), "{}");

        var read = await _store.NewReader().ReadManifestAsync(manifest.Digest, CancellationToken.None);

        read.Digest.ShouldBe(manifest.Digest);
    }

    [Fact]
    public async Task A_damaged_entry_and_no_store_leave_nothing_behind()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        await _store.PlaceAsync(manifest, "one");
        _folder.Write(Path.GetRelativePath(_folder.Path, Replaced(manifest.Files[0].Sha256)), "X");
        Directory.Delete(_folder["store"], recursive: true);

        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => _store.PlaceAsync(manifest, "two"));

        Directory.Exists(_folder["two"]).ShouldBeFalse();
    }

    private string Replaced(Digest digest)
    {
        var entry = _store.Cache.Find(digest, null).ShouldNotBeNull();
        File.Delete(entry);
        return entry;
    }

    [Fact]
    public async Task A_damaged_blob_never_becomes_an_entry()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        _store.Damage(manifest.Files[0].Sha256, _ => "X"u8.ToArray());

        await Refused.WithAsync(ErrorCodes.Mismatch, () => _store.PlaceAsync(manifest, "out"));

        _store.Cache.Find(manifest.Files[0].Sha256, null).ShouldBeNull();
        Directory.EnumerateFiles(_folder["cache/uploads"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cache_in_an_impossible_place_is_told_by_its_path()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        _folder.Write("file", "x");
        var reader = new ContentReader(
            new ContentCache(_folder["file/cache"]), _ => Task.FromResult(new StoreSet([_store.Store])));

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => _store.PlaceAsync(manifest, "out", reader));

        e.Message.ShouldContain("file/cache");
    }

    [Fact]
    public async Task A_second_store_serves_what_the_first_lacks_or_has_damaged()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"));
        var copy = new DirectoryStore(_folder["copy"]);
        Command.Run(_folder.Path, "cp", "-r", "store", "copy").Succeeded();
        File.Delete(_store.BlobOf(manifest.Files[0].Sha256));
        _store.Damage(manifest.Files[1].Sha256, _ => "X"u8.ToArray());
        var reader = new ContentReader(
            _store.Cache,
            _ => Task.FromResult(new StoreSet([new DirectoryStore(_folder["gone"]), _store.Store, copy])));

        await _store.PlaceAsync(manifest, "out", reader);

        Bytes.Tree(_folder["out"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("b", "2")));
    }
}
