using Registry.Content;
using Registry.Content.Caching;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class CacheClearingTests : IDisposable
{
    private readonly TempFolder _folder = new("clear");
    private readonly StoreFolder _store;

    public CacheClearingTests() => _store = new StoreFolder(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_limit_everything_goes_and_what_was_placed_stays()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "22"));
        await _store.PlaceAsync(manifest, "out");

        var cleared = await ClearAsync();

        cleared.ShouldBe(new ClearedCache
        {
            Path = _folder["cache"], Files = 2, Bytes = 3, InUse = 0, FilesLeft = 0, BytesLeft = 0,
        });
        Bytes.Tree(_folder["out"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("b", "22")));
        File.ReadAllText(_store.BlobOf(manifest.Files[0].Sha256)).ShouldBe("1");
        (await ClearAsync()).Files.ShouldBe(0);
    }

    [Fact]
    public async Task Only_what_was_not_used_for_so_long_goes()
    {
        await _store.PlaceAsync(await _store.PutAsync(("a", "1")), "one");

        (await ClearAsync(new ClearCacheRequest { OlderThan = TimeSpan.FromHours(1) })).Files.ShouldBe(0);
        (await ClearAsync(new ClearCacheRequest { OlderThan = TimeSpan.Zero })).Files.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_used_last_stays_within_the_size()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The order of uses within a moment is only remembered there.");
        var one = await _store.PutAsync(("a", "1111"));
        var two = await _store.PutAsync(("a", "2222"));
        var three = await _store.PutAsync(("a", "3333"));
        foreach (var (manifest, to) in new[] { (one, "1"), (two, "2"), (three, "3"), (one, "4") })
        {
            await _store.PlaceAsync(manifest, to, Reader());
        }

        var cleared = await ClearAsync(new ClearCacheRequest { MaxSize = 9 });

        cleared.Files.ShouldBe(1);
        (cleared.FilesLeft, cleared.BytesLeft).ShouldBe((2, 8));
        _store.Cache.Find(two.Files[0].Sha256, null).ShouldBeNull();
        _store.Cache.Find(one.Files[0].Sha256, null).ShouldNotBeNull();
        _store.Cache.Find(three.Files[0].Sha256, null).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_preview_takes_nothing_and_writes_nothing()
    {
        await _store.PlaceAsync(await _store.PutAsync(("a", "1")), "one");
        var before = Bytes.Tree(_folder["cache"]);

        var planned = await new CacheClearing(Cache(), new ClearCacheRequest()).RunAsync(dry: true, CancellationToken.None);

        planned.Files.ShouldBe(1);
        Bytes.Tree(_folder["cache"]).ShouldBe(before);
        (await new CacheClearing(new ContentCache(_folder["none"]), new ClearCacheRequest())
            .RunAsync(dry: true, CancellationToken.None)).Files.ShouldBe(0);
        Directory.Exists(_folder["none"]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_lease_names_stays_until_it_ends()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"));
        await _store.PlaceAsync(manifest, "out");
        using (await CacheLease.TakeAsync(_folder["cache"], [manifest.Files[0].Sha256], CancellationToken.None))
        {
            var cleared = await ClearAsync();
            (cleared.Files, cleared.InUse, cleared.FilesLeft).ShouldBe((1, 1, 1));
            _store.Cache.Find(manifest.Files[0].Sha256, null).ShouldNotBeNull();
        }

        (await ClearAsync()).Files.ShouldBe(1);
    }

    /// <summary>An entry that is a pipe has the other process wait in the middle of its work.</summary>
    [Fact]
    public async Task What_another_process_is_placing_stays_until_that_is_dead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a pipe with a name.");
        using var sandbox = new Sandbox();
        sandbox.Folder.Write("model/a", "1");
        sandbox.Folder.Write("model/b", "2");
        sandbox.Folder.Write("model/empty", "");
        await (await sandbox.OpenAsync()).RegisterAsync(
            new RegisterRequest { Name = "churn", Path = sandbox.Folder["model"], Version = "1.0.0" });
        var worker = new WorkerProcess(sandbox.Folder.Path);
        worker.Run("save", sandbox.Git.Path, "churn", "1.0.0", sandbox.Folder["one"]).Succeeded();
        var cache = sandbox.Folder["worker-cache"];
        var empty = new ContentCache(cache).Find(Digest.Of([]), 0).ShouldNotBeNull();
        File.Delete(empty);
        Command.Run("/", "mkfifo", empty).Succeeded();

        using var process = worker.Start("save", sandbox.Git.Path, "churn", "1.0.0", sandbox.Folder["two"]);
        while (!Leases(cache).Any(lease => new FileInfo(lease).Length == 3 * 32))
        {
            process.HasExited.ShouldBeFalse();
            await Task.Delay(5);
        }

        (await ClearAsync(cache: cache)).InUse.ShouldBe(3);
        new ContentCache(cache).Find(Digest.Of("1"u8), 1).ShouldNotBeNull();

        process.Kill();
        await process.WaitForExitAsync();
        var cleared = await ClearAsync(cache: cache);
        (cleared.Files, cleared.InUse).ShouldBe((3, 0));
        Leases(cache).ShouldBeEmpty();
    }

    private static IEnumerable<string> Leases(string cache) => Directory.Exists(Path.Combine(cache, "leases"))
        ? Directory.EnumerateFiles(Path.Combine(cache, "leases")).Where(path => Path.GetFileName(path) != "gate") : [];

    [Fact]
    public void Less_than_nothing_is_refused()
    {
        foreach (var request in new[]
        {
            new ClearCacheRequest { MaxSize = -1 }, new ClearCacheRequest { OlderThan = TimeSpan.FromSeconds(-1) },
        })
        {
            Should.Throw<RegistryException>(() => ModelRegistry.ClearCacheAsync(request)).Error.ShouldBe(ErrorCodes.Malformed);
        }
    }

    private ContentCache Cache() => new(_folder["cache"]);

    private ContentReader Reader() =>
        new(Cache(), _ => Task.FromResult(new Registry.Stores.StoreSet([_store.Store])));

    private Task<ClearedCache> ClearAsync(ClearCacheRequest? request = null, string? cache = null) => new CacheClearing(
        new ContentCache(cache ?? _folder["cache"]), request ?? new ClearCacheRequest()).RunAsync(false, CancellationToken.None);
}
