using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>What goes wrong on the way from a bucket stops no download, and no wrong byte is placed.</summary>
public sealed class S3DownloadFaultTests
{
    [Fact]
    public async Task A_download_gets_over_what_passes()
    {
        using var store = await FaultyStore.CreateAsync();
        var manifest = await store.PutAsync(store.NewFiles());
        var whole = Bytes.Tree(store.Folder["model"]);
        foreach (var name in PassingFaults.Names)
        {
            store.Proxy.Reset();
            store.Proxy.First(
                2, PassingFaults.Of(name), request => request.Target.Contains("/blobs/", StringComparison.Ordinal));

            await store.GetAsync(manifest);

            Bytes.Tree(store.Folder["out"]).ShouldBe(whole, name);
            store.Proxy.Requests.ShouldContain(request => request.Fault != null, name);
            Directory.Delete(store.Folder["out"], recursive: true);
        }
    }

    [Theory]
    [InlineData(0), InlineData(250_000)]
    public async Task A_byte_that_is_altered_on_its_way_is_never_placed(int at)
    {
        using var store = await FaultyStore.CreateAsync("altered");
        var manifest = await store.PutSmallAsync(0);
        store.Proxy.Reset();
        store.Proxy.Faults =
            request => FaultyStore.KindOf(request) == "GET" ? new Fault { AlterResponseAt = at } : null;

        var e = await Refused.WithAsync(ErrorCodes.Mismatch, () => store.GetAsync(manifest, cache: "cache"));

        e.Message.ShouldContain(".bin");
        Directory.Exists(store.Folder["out"]).ShouldBeFalse();
        store.Proxy.Reset();
        await store.GetAsync(manifest, cache: "cache");
        Bytes.Tree(store.Folder["out"]).ShouldBe(Bytes.Tree(store.Folder["small-0"]));
    }

    [Fact]
    public async Task A_wrong_etag_changes_nothing()
    {
        using var store = await FaultyStore.CreateAsync("etag");
        var manifest = await store.PutAsync(store.NewFiles());
        store.Proxy.Reset();
        store.Proxy.Faults = _ => Fault.WithETag("\"0123456789abcdef0123456789abcdef\"");

        await store.GetAsync(manifest);

        Bytes.Tree(store.Folder["out"]).ShouldBe(Bytes.Tree(store.Folder["model"]));
    }
}
