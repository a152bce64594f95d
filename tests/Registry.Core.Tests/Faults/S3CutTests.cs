using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>The connection is cut at a random byte of all that goes over, once or for good.</summary>
public sealed class S3CutTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_upload_that_is_cut_anywhere_arrives_whole_or_not_at_all_and_the_next_one_arrives()
    {
        using var store = await FaultyStore.CreateAsync("cut-upload");
        var traffic = await MeasureAsync(store, () => store.PutAsync(store.NewFiles()));
        await store.EmptyAsync();

        await RunAsync(store, traffic, async forGood =>
        {
            var files = store.NewFiles();
            var manifest = await MayFailAsync(() => store.PutAsync(files), forGood);
            store.Proxy.Reset();
            manifest ??= await store.PutAsync(files);

            manifest.Files.Select(file => file.Sha256)
                .ShouldBe(files.Select(file => Digest.Of(File.ReadAllBytes(file.FullPath))));
            (await store.CheckAsync()).ShouldBe(3);
            await store.EmptyAsync();
        });
    }

    [Fact]
    public async Task A_download_that_is_cut_anywhere_is_placed_whole_or_not_at_all_and_the_next_one_is()
    {
        using var store = await FaultyStore.CreateAsync("cut-download");
        var manifest = await store.PutAsync(store.NewFiles());
        var traffic = await MeasureAsync(store, () => store.GetAsync(manifest));
        var whole = Bytes.Tree(store.Folder["model"]);

        await RunAsync(store, traffic, async forGood =>
        {
            Directory.Delete(store.Folder["out"], recursive: true);
            var done = await MayFailAsync(() => GetAsync("cut"), forGood);
            store.Proxy.Reset();
            Directory.Exists(store.Folder["out"]).ShouldBe(done is not null);
            done ??= await GetAsync("cut");

            Bytes.Tree(store.Folder["out"]).ShouldBe(whole);
            Directory.Delete(store.Folder["cut"], recursive: true);
        });

        async Task<Manifest> GetAsync(string cache)
        {
            await store.GetAsync(manifest, cache: cache);
            return manifest;
        }
    }

    private async Task RunAsync(FaultyStore store, long traffic, Func<bool, Task> round)
    {
        var random = new Random(Soak.Seed(output));
        for (var i = 0; i < Soak.Times(16); i++)
        {
            var (at, forGood) = ((long)(traffic * random.NextDouble() * 1.05), i % 2 == 1);
            store.Proxy.Reset();
            store.Proxy.CutAtByte(at, forGood);
            try
            {
                await round(forGood);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"Round {i}, cut {(forGood ? "for good" : "once")} at byte {at} of about {traffic}: {e.Message}",
                    e);
            }
        }
    }

    /// <returns>Null where the network was gone for good and that was told as it should be.</returns>
    private static async Task<Manifest?> MayFailAsync(Func<Task<Manifest>> work, bool mayFail)
    {
        try
        {
            return await work();
        }
        catch (RegistryException e) when (mayFail && e.Error == ErrorCodes.StoreUnavailable)
        {
            return null;
        }
    }

    private static async Task<long> MeasureAsync(FaultyStore store, Func<Task> work)
    {
        store.Proxy.Reset();
        await work();
        var traffic = store.Proxy.Traffic.Total;
        await store.CheckAsync();
        return traffic;
    }
}
