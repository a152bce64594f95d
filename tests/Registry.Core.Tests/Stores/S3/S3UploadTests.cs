using Amazon.S3.Model;
using Registry.Content;
using Registry.Stores;
using Registry.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.S3;

/// <summary>Uploads that are resumed, shared, swept, or whose file changes under them.</summary>
public sealed class S3UploadTests : IDisposable
{
    private const int Size = (4 * BucketStore.PieceSize) + 1000;
    private readonly TempFolder _folder = new("s3-upload");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pieces_that_another_process_left_are_not_sent_again()
    {
        using var bucket = await Servers.BucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model", Size);
        await LeaveAsync(bucket, digest, bytes, 1, 2, 4);

        await ThroughAsync(bucket, proxy, file);

        PiecesOf(proxy).ShouldBe(["3", "5"]);
        Digest.Of(await bucket.ReadAsync(StoreKeys.BlobOf(digest))).ShouldBe(digest);
        (await bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pieces_that_are_not_ours_are_sent_again()
    {
        using var bucket = await Servers.BucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model", Size);
        var altered = bytes.ToArray();
        altered[BucketStore.PieceSize + 7] ^= 1;
        await LeaveAsync(bucket, digest, altered, 1, 2);

        await ThroughAsync(bucket, proxy, file);

        PiecesOf(proxy).ShouldBe(["2", "3", "4", "5"]);
        Digest.Of(await bucket.ReadAsync(StoreKeys.BlobOf(digest))).ShouldBe(digest);
    }

    [Fact]
    public async Task An_upload_that_is_aborted_by_someone_else_begins_anew()
    {
        using var bucket = await Servers.BucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var (file, digest, _) = BucketStore.NewFile(_folder, "model", Size);
        var aborted = 0;
        proxy.Faults = request =>
        {
            if (request.Target.Contains("partNumber=3", StringComparison.Ordinal) && Interlocked.Exchange(ref aborted, 1) == 0)
            {
                Task.Run(() => AbortAllAsync(bucket)).GetAwaiter().GetResult();
            }

            return null;
        };

        await ThroughAsync(bucket, proxy, file);

        aborted.ShouldBe(1);
        Digest.Of(await bucket.ReadAsync(StoreKeys.BlobOf(digest))).ShouldBe(digest);
    }

    [Fact]
    public async Task Two_writers_of_one_blob_both_succeed()
    {
        using var bucket = await Servers.BucketAsync();
        var (large, first, _) = BucketStore.NewFile(_folder, "large", Size);
        var (small, second, _) = BucketStore.NewFile(_folder, "small", 1000, seed: 2);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BucketStore.Open(bucket).PutAsync(large, small)));

        Digest.Of(await bucket.ReadAsync(StoreKeys.BlobOf(first))).ShouldBe(first);
        Digest.Of(await bucket.ReadAsync(StoreKeys.BlobOf(second))).ShouldBe(second);
    }

    [Theory]
    [InlineData(1000, "HEAD"), InlineData(Size, "HEAD"), InlineData(Size, "POST")]
    public async Task A_file_that_changes_meanwhile_never_becomes_a_blob(int size, string at)
    {
        using var bucket = await Servers.BucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var (file, _, bytes) = BucketStore.NewFile(_folder, "model", size);
        var written = File.GetLastWriteTimeUtc(file.FullPath);
        bytes[size / 2] ^= 1;
        proxy.Faults = request =>
        {
            // After it was read, before it is sent; with its old time, as a clock of coarse steps gives it.
            if (request.Method == at)
            {
                File.WriteAllBytes(file.FullPath, bytes);
                File.SetLastWriteTimeUtc(file.FullPath, written);
            }

            return null;
        };

        var e = await Refused.WithAsync(ErrorCodes.Malformed, () => ThroughAsync(bucket, proxy, file));

        e.Message.ShouldContain("'model' changed");
        (await bucket.KeysAsync()).ShouldBe([StoreKeys.Marker]);
        (await bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Blobs_that_are_there_are_not_sent_and_asked_for_together()
    {
        using var bucket = await Servers.BucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var files = Enumerable.Range(0, 40).Select(i => BucketStore.NewFile(_folder, $"{i}", 200, seed: i).File).ToArray();
        await BucketStore.Open(bucket).PutAsync(files);

        await ThroughAsync(bucket, proxy, files);

        proxy.Requests.ShouldAllBe(request => request.Method == "GET");
        proxy.Requests.Count.ShouldBeLessThan(4);
    }

    [Fact]
    public async Task Only_uploads_that_nobody_writes_to_are_swept()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (_, digest, bytes) = BucketStore.NewFile(_folder, "model", Size);
        await LeaveAsync(bucket, digest, bytes, 1, 2);

        (await store.SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(-1), Cancel)).ShouldBe((0, 0L));
        (await bucket.UploadsAsync()).Count.ShouldBe(1);
        (await store.SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1), Cancel)).ShouldBe((1, 2L * BucketStore.PieceSize));
        (await bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_ends_an_upload_within_a_second()
    {
        using var bucket = await Servers.BucketAsync();
        using var cancel = new CancellationTokenSource();
        var store = BucketStore.Open(bucket, BucketStore.Options with { BytesPerSecond = 100_000 });
        var (file, _, _) = BucketStore.NewFile(_folder, "model", Size);
        var moved = new TaskCompletionSource();
        var meter = new TransferMeter(new Recorder(progress => moved.TrySetResult(), progress => progress.Bytes > 0), "", Size, 1);
        var putting = store.PutFilesAsync([file], meter, cancel.Token);

        await moved.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(putting);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(1_000, 5_242_880), InlineData(52_428_800_000, 5_242_880), InlineData(52_428_800_001, 6_291_456)]
    [InlineData(5L << 40, 550_502_400)]
    public void Ten_thousand_pieces_are_enough(long length, int expected)
    {
        S3Source.PieceSizeOf(length, BucketStore.PieceSize).ShouldBe(expected);
        ((length + expected - 1) / expected).ShouldBeLessThanOrEqualTo(10_000);
    }

    /// <summary>What a process leaves that is killed while it sends.</summary>
    private static async Task LeaveAsync(TestBucket bucket, Digest digest, byte[] bytes, params int[] pieces)
    {
        var key = $"{bucket.Root}/{StoreKeys.BlobOf(digest)}";
        var upload = await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, key, Cancel);
        foreach (var number in pieces)
        {
            var at = (number - 1) * BucketStore.PieceSize;
            await bucket.Client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket.Name, Key = key, UploadId = upload.UploadId, PartNumber = number,
                    InputStream = new MemoryStream(bytes, at, Math.Min(BucketStore.PieceSize, bytes.Length - at)),
                    UseChunkEncoding = false,
                },
                Cancel);
        }
    }

    private static async Task AbortAllAsync(TestBucket bucket)
    {
        foreach (var upload in await bucket.UploadsAsync())
        {
            await bucket.Client.AbortMultipartUploadAsync(bucket.Name, upload.Key, upload.UploadId, Cancel);
        }
    }

    private static Task<IReadOnlyList<(Digest Digest, long Size)>> ThroughAsync(
        TestBucket bucket, FaultProxy proxy, params SourceFile[] files) => BucketStore.Open(
        bucket, settings: BucketStore.Settings(bucket) with { Endpoint = bucket.Endpoint.Through(proxy.Port).Url })
        .PutAsync(files);

    private static IEnumerable<string> PiecesOf(FaultProxy proxy) => proxy.Requests
        .Where(request => request.Method == "PUT" && request.Target.Contains("partNumber=", StringComparison.Ordinal))
        .Select(request => request.Target.Split("partNumber=")[1].Split('&')[0]).Order(StringComparer.Ordinal);

    /// <summary>Tells once that something moved.</summary>
    private sealed class Recorder(Action<TransferProgress> tell, Func<TransferProgress, bool> isWanted) : IProgressSink
    {
        public void Report(TransferProgress progress)
        {
            if (isWanted(progress))
            {
                tell(progress);
            }
        }

        public void Write(RegistryMessage message)
        {
        }
    }
}
