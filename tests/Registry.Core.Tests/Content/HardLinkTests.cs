using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

/// <summary>Where no bytes are copied: names of the store's blobs in the cache, and of the cache's in a tree.</summary>
public sealed class HardLinkTests : IDisposable
{
    private readonly TempFolder _folder = new("links");
    private readonly StoreFolder _store;

    public HardLinkTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are given by link(2), and told apart by inode.");
        _store = new StoreFolder(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_cache_takes_no_bytes_of_a_store_on_the_same_file_system()
    {
        var manifest = await _store.PutAsync(("a", "1"));

        await _store.PlaceAsync(manifest, "out");

        var digest = manifest.Files[0].Sha256;
        Inode(_store.Cache.Find(digest, 1)!).ShouldBe(Inode(_store.BlobOf(digest)));
        Inode(_folder["out/a"]).ShouldNotBe(Inode(_store.BlobOf(digest)));
    }

    [Fact]
    public async Task A_linked_tree_is_the_caches_and_never_the_stores()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("sub/b", "2"));

        await LinkAsync(manifest, "one");
        await LinkAsync(manifest, "two");

        foreach (var file in manifest.Files)
        {
            var entry = _store.Cache.Find(file.Sha256, null, own: true).ShouldNotBeNull();
            Inode(_folder[$"one/{file.Path}"]).ShouldBe(Inode(entry));
            Inode(_folder[$"two/{file.Path}"]).ShouldBe(Inode(entry));
            Inode(entry).ShouldNotBe(Inode(_store.BlobOf(file.Sha256)));
            File.GetAttributes(_folder[$"one/{file.Path}"]).HasFlag(FileAttributes.ReadOnly).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Giving_names_does_not_make_the_cache_hash_again()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        await LinkAsync(manifest, "one");
        await LinkAsync(manifest, "two");

        var entry = _store.Cache.Find(manifest.Files[0].Sha256, null)!;

        new ContentCache(_folder["cache"]).Memory.Find(FileSystem.StampOf(entry)).ShouldBe(manifest.Files[0].Sha256);
    }

    [Fact]
    public async Task An_edit_in_place_is_noticed_and_neither_reaches_the_store_nor_the_next_tree()
    {
        var manifest = await _store.PutAsync(("a", "right"));
        await LinkAsync(manifest, "one");
        WriteInPlace(_folder["one/a"], "wrong");

        await LinkAsync(manifest, "two");
        await _store.PlaceAsync(manifest, "three");
        await LinkAsync(manifest, "one");

        foreach (var tree in new[] { "one", "two", "three" })
        {
            File.ReadAllText(_folder[$"{tree}/a"]).ShouldBe("right", tree);
        }

        File.ReadAllText(_store.BlobOf(manifest.Files[0].Sha256)).ShouldBe("right");
    }

    [Fact]
    public async Task What_the_cache_has_of_a_store_alone_serves_a_linked_tree_once_the_store_is_gone()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        await _store.PlaceAsync(manifest, "one");
        Directory.Move(_folder["store"], _folder["gone"]);

        await LinkAsync(manifest, "two");

        File.ReadAllText(_folder["two/a"]).ShouldBe("1");
        Inode(_folder["two/a"]).ShouldNotBe(Inode(new BlobLayout(_folder["gone"]).BlobOf(manifest.Files[0].Sha256)));
    }

    [Fact]
    public async Task A_damaged_blob_loses_its_name_in_the_cache_and_another_store_serves()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        Command.Run(_folder.Path, "cp", "-r", "store", "copy").Succeeded();
        WriteInPlace(_store.BlobOf(manifest.Files[0].Sha256), "X");
        var reader = new ContentReader(
            _store.Cache,
            _ => Task.FromResult(new StoreSet([_store.Store, new DirectoryStore(_folder["copy"])])));

        await _store.PlaceAsync(manifest, "out", reader);

        File.ReadAllText(_folder["out/a"]).ShouldBe("1");
        File.ReadAllText(_store.BlobOf(manifest.Files[0].Sha256)).ShouldBe("X");
        File.ReadAllText(_store.Cache.Find(manifest.Files[0].Sha256, null)!).ShouldBe("1");
    }

    [Fact]
    public async Task Where_names_cannot_be_given_the_bytes_are_copied()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no other file system to place on.");
        var other = Directory.CreateDirectory($"/dev/shm/registry-{Guid.NewGuid():N}").FullName;
        try
        {
            await new Placement(_store.NewReader(), Path.Combine(other, "out"), link: true)
                .PlaceAsync(manifest.Files, new TransferMeter(null, "", 0, 0), CancellationToken.None);

            File.ReadAllText(Path.Combine(other, "out/a")).ShouldBe("1");
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    /// <summary>The memory is made to lie: only who does not read believes it.</summary>
    [Fact]
    public async Task An_entry_that_did_not_change_is_not_read_before_it_is_placed()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        await _store.PlaceAsync(manifest, "one");
        var entry = _store.Cache.Find(manifest.Files[0].Sha256, null)!;
        File.Delete(entry);
        File.WriteAllText(entry, "X");
        var cache = new ContentCache(_folder["cache"]);
        cache.Memory.Keep(FileSystem.StampOf(entry), manifest.Files[0].Sha256);
        cache.Memory.Save();
        ContentReader Reader() => new(new ContentCache(_folder["cache"]), _ => Task.FromResult(new StoreSet([_store.Store])));

        await _store.PlaceAsync(manifest, "two", Reader());
        File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddDays(-1));
        await _store.PlaceAsync(manifest, "three", Reader());

        File.ReadAllText(_folder["two/a"]).ShouldBe("X");
        File.ReadAllText(_folder["three/a"]).ShouldBe("1");
    }

    private Task<IReadOnlyList<PlacedFile>> LinkAsync(Manifest manifest, string to) =>
        new Placement(
            new ContentReader(new ContentCache(_folder["cache"]), _ => Task.FromResult(new StoreSet([_store.Store]))),
            _folder[to], link: true).PlaceAsync(manifest.Files, new TransferMeter(null, "", 0, 0), CancellationToken.None);

    private static ulong Inode(string path) => FileSystem.StampOf(path)!.Value.Inode;

    private static void WriteInPlace(string path, string text)
    {
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllText(path, text);
    }
}
