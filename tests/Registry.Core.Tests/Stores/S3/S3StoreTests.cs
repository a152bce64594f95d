using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.S3;

public sealed class S3StoreTests : IDisposable
{
    private readonly TempFolder _folder = new("s3-store");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_layout_is_that_of_a_folder()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model.onnx", 1000);

        (await store.PutAsync(file)).ShouldBe([(digest, 1000L)]);

        store.Url.ShouldBe(bucket.Url);
        (await bucket.KeysAsync()).ShouldBe([StoreKeys.BlobOf(digest), StoreKeys.Marker]);
        (await bucket.ReadAsync(StoreKeys.BlobOf(digest))).ShouldBe(bytes);
        (await bucket.ReadAsync(StoreKeys.Marker)).ShouldBe("{\"schema\":1}"u8.ToArray());
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(BucketStore.PieceSize), InlineData(2 * BucketStore.PieceSize)]
    [InlineData((2 * BucketStore.PieceSize) + 1), InlineData((3 * BucketStore.PieceSize) + 12345)]
    public async Task A_file_of_any_length_comes_back_as_it_was(int size)
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model.onnx", size);

        (await store.PutAsync(file)).ShouldBe([(digest, (long)size)]);

        (await store.ReadBlobAsync(_folder, digest)).ShouldBe(bytes);
        (await store.FindAsync([digest], Cancel)).ShouldBe(new Dictionary<Digest, long> { [digest] = size });
        (await bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_files_are_stored_in_their_order_and_each_blob_once()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var files = Enumerable.Range(0, 60).Select(i => BucketStore.NewFile(_folder, $"file{i}", 100 + i, seed: i % 50)).ToList();

        var stored = await store.PutAsync([.. files.Select(file => file.File)]);

        stored.ShouldBe(files.Select(file => (file.Digest, file.File.Size)));
        (await bucket.KeysAsync()).Count.ShouldBe(1 + files.Select(file => file.Digest).Distinct().Count());
    }

    [Fact]
    public async Task Small_objects_are_written_read_listed_and_deleted()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);

        await store.WriteAsync("runs/b", "one"u8.ToArray(), Cancel);
        await store.WriteAsync("runs/b", "two!"u8.ToArray(), Cancel);
        await store.WriteAsync("runs/a", Array.Empty<byte>(), Cancel);
        await store.WriteAsync("other", "x"u8.ToArray(), Cancel);

        (await store.ReadAsync("runs/b", Cancel)).ShouldBe("two!"u8.ToArray());
        (await store.ReadAsync("runs/a", Cancel)).ShouldBe([]);
        (await store.ReadAsync("runs/none", Cancel)).ShouldBeNull();
        var listed = await store.ListAsync("runs/", Cancel).ToListAsync(Cancel);
        listed.Select(found => (found.Key, found.Size)).ShouldBe([("runs/a", 0L), ("runs/b", 4L)]);
        listed.ShouldAllBe(found => (DateTimeOffset.UtcNow - found.Modified).Duration() < TimeSpan.FromMinutes(5));
        await store.DeleteAsync("runs/b", Cancel);
        await store.DeleteAsync("runs/b", Cancel);
        (await store.ReadAsync("runs/b", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_object_too_long_to_be_ours_is_refused()
    {
        using var bucket = await Servers.BucketAsync();
        await bucket.WriteAsync("runs/big", new byte[IStoreObjects.Longest + 1]);

        var e = await Refused.WithAsync(ErrorCodes.Unreadable, () => BucketStore.Open(bucket).ReadAsync("runs/big", Cancel));

        e.Message.ShouldContain("'runs/big'");
    }

    [Theory]
    [InlineData("{\"schema\":2}"), InlineData("<html>")]
    public async Task A_store_of_another_version_is_left_alone(string marker)
    {
        using var bucket = await Servers.BucketAsync();
        await bucket.WriteAsync(StoreKeys.Marker, System.Text.Encoding.UTF8.GetBytes(marker));
        var store = BucketStore.Open(bucket);

        var e = await Refused.WithAsync(
            ErrorCodes.StoreUnavailable, () => store.PutBytesAsync("abc"u8.ToArray(), Cancel));

        e.Message.ShouldContain(marker);
        (await bucket.KeysAsync()).ShouldBe([StoreKeys.Marker]);
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_told_from_a_bucket_that_is_not()
    {
        using var bucket = await Servers.BucketAsync();
        var digest = Digest.Of("no such"u8);
        var elsewhere = BucketStore.Open(
            bucket, settings: BucketStore.Settings(bucket) with { Url = $"s3://no-such-bucket-{Guid.NewGuid():N}/x" });

        (await BucketStore.Open(bucket).FindAsync([digest], Cancel)).ShouldBeEmpty();
        (await BucketStore.Open(bucket).ReadBlobAsync(_folder, digest)).ShouldBeNull();
        foreach (var work in new Func<Task>[]
        {
            () => elsewhere.FindAsync([digest], Cancel), () => elsewhere.ReadBlobAsync(_folder, digest),
            () => elsewhere.PutBytesAsync("abc"u8.ToArray(), Cancel), () => elsewhere.DeleteAsync("runs/a", Cancel),
            () => elsewhere.ListAsync("runs/", Cancel).ToListAsync(Cancel).AsTask(),
            () => elsewhere.SweepUploadsAsync(DateTimeOffset.UtcNow, Cancel),
        })
        {
            (await Refused.WithAsync(ErrorCodes.StoreUnavailable, work)).Message.ShouldContain("no such bucket");
        }
    }

    [Fact]
    public async Task A_blob_of_the_wrong_length_is_replaced()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "a", 1000);
        await store.PutAsync(file);
        await bucket.WriteAsync(StoreKeys.BlobOf(digest), [1, 2, 3]);

        await store.PutAsync(file);

        (await bucket.ReadAsync(StoreKeys.BlobOf(digest))).ShouldBe(bytes);
    }
}
