using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Registry.Content;
using Registry.Stores;
using Registry.Stores.S3;
using Registry.Stores.Transfer;
using Registry.Tests.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>
/// A store in a bucket behind a <see cref="FaultProxy"/>: with the smallest pieces that S3 takes, without waits between
/// attempts, and with little patience.
/// </summary>
internal sealed class FaultyStore : IDisposable
{
    public const int PieceSize = 5 * 1024 * 1024;
    public const int PartSize = 2 * PieceSize;

    /// <summary>Long enough to go in pieces.</summary>
    public const int LargeSize = PartSize + 1_234_567;

    public const int SmallSize = 300_000;

    private readonly byte[] _large = Bytes.Random(LargeSize, 1);
    private readonly byte[] _small = Bytes.Random(SmallSize, 2);
    private int _count;

    private FaultyStore(TempFolder folder, TestBucket bucket)
    {
        (Folder, Bucket) = (folder, bucket);
        Proxy = new FaultProxy(bucket.Endpoint.Port);
    }

    public TempFolder Folder { get; }

    public TestBucket Bucket { get; }

    public FaultProxy Proxy { get; }

    /// <summary>How long a transfer may stand still.</summary>
    public TimeSpan Stall { get; private init; }

    public static async Task<FaultyStore> CreateAsync(
        [CallerMemberName] string test = "test", TimeSpan? stall = null) =>
        new(new TempFolder(test), await Servers.BucketAsync()) { Stall = stall ?? TimeSpan.FromSeconds(1) };

    /// <summary>One on a server that checks signatures; against any other the test is skipped.</summary>
    public static async Task<FaultyStore> CreateCheckedAsync([CallerMemberName] string test = "test")
    {
        var store = await CreateAsync(test);
        if (!await store.Bucket.IsSignatureCheckedAsync())
        {
            store.Dispose();
            Assert.Skip($"'{store.Bucket.Endpoint.Url}' takes any signature");
        }

        return store;
    }

    /// <summary>What a request is for, in one word.</summary>
    public static string KindOf(ProxiedRequest request)
    {
        bool Asks(string parameter) => request.Target.Contains('?') && request.Target.Split('?', 2)[1].Split('&')
            .Any(pair => pair.Split('=')[0] == parameter);

        return (request.Method, Asks("uploads"), Asks("uploadId"), Asks("list-type")) switch
        {
            ("GET", true, _, _) => "uploads",
            ("GET", _, true, _) => "parts",
            ("GET", _, _, true) => "list",
            ("POST", true, _, _) => "begin",
            ("POST", _, true, _) => "complete",
            ("PUT", _, true, _) => "piece",
            _ => request.Method,
        };
    }

    /// <summary>A store as a process sees it that has just started.</summary>
    public S3Store NewStore(AWSCredentials? credentials = null, string? url = null)
    {
        var settings = BucketStore.Settings(Bucket) with
        {
            Url = url ?? Bucket.Url, Endpoint = Bucket.Endpoint.Through(Proxy.Port).Url,
        };
        var options = new TransferOptions { UploadPartSize = PartSize, Parallel = 2, Stall = Stall };
        return BucketStore.Open(settings, options, credentials ?? BucketStore.Credentials(Bucket.Endpoint));
    }

    /// <summary>A large and a small file that no store has seen.</summary>
    public IReadOnlyList<SourceFile> NewFiles()
    {
        var number = BitConverter.GetBytes(Interlocked.Increment(ref _count));
        for (var at = 0; at < LargeSize; at += PieceSize)
        {
            number.CopyTo(_large, at);
        }

        number.CopyTo(_small, 0);
        Folder.Write("model/large.bin", _large);
        Folder.Write("model/small.bin", _small);
        return SourceFiles.Find(Folder["model"], CancellationToken.None);
    }

    /// <summary>Puts a model of one small file, another for each number.</summary>
    public Task<Manifest> PutSmallAsync(int number, S3Store? store = null)
    {
        Folder.Write($"small-{number}/weights.bin", Bytes.Random(SmallSize, number));
        return PutAsync(SourceFiles.Find(Folder[$"small-{number}"], CancellationToken.None), store);
    }

    public async Task<Manifest> PutAsync(IReadOnlyList<SourceFile> files, S3Store? store = null)
    {
        store ??= NewStore();
        var stored = await store.PutFilesAsync(files, new TransferMeter(null, "", 0, 0), CancellationToken.None);
        var manifest = Manifest.Create(
            files.Zip(stored, (file, blob) => new ManifestFile(file.Path, blob.Size, blob.Digest)));
        await store.PutBytesAsync(manifest.ToBytes(), CancellationToken.None);
        return manifest;
    }

    /// <summary>Brings a model into the folder <c>out</c>, as a user does who has nothing of it.</summary>
    /// <param name="cache">One to go on with; else a new one.</param>
    public async Task GetAsync(Manifest manifest, S3Store? store = null, string? cache = null)
    {
        var reader = new ContentReader(
            new ContentCache(Folder[cache ?? $"cache-{Guid.NewGuid():N}"]),
            _ => Task.FromResult(new StoreSet([store ?? NewStore()])));
        await new Placement(reader, Folder["out"])
            .PlaceAsync(manifest.Files, new TransferMeter(null, "", 0, 0), CancellationToken.None);
    }

    /// <summary>
    /// Every object under a blob's name is that blob, past the proxy; and what nobody finished can be swept.
    /// </summary>
    /// <returns>How many blobs there are.</returns>
    public async Task<int> CheckAsync()
    {
        Proxy.Reset();
        var blobs = await new BucketBlobs(Bucket).ListAsync();
        foreach (var (key, _, _) in blobs)
        {
            Digest.Of(await Bucket.ReadAsync(key)).ShouldBe(StoreKeys.DigestOf(key)!.Value, "a blob that is not whole");
        }

        await NewStore().SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        (await Bucket.UploadsAsync()).ShouldBeEmpty();
        (await Bucket.KeysAsync()).ShouldAllBe(
            key => key == StoreKeys.Marker || key.StartsWith(StoreKeys.Blobs, StringComparison.Ordinal));
        return blobs.Count;
    }

    /// <summary>What is in the store, without a slow look at every byte of it.</summary>
    public async Task EmptyAsync()
    {
        foreach (var key in await Bucket.KeysAsync())
        {
            await Bucket.Client.DeleteObjectAsync(Bucket.Name, $"{Bucket.Root}/{key}");
        }
    }

    public void Dispose()
    {
        Proxy.Dispose();
        Bucket.Dispose();
        Folder.Dispose();
    }
}
