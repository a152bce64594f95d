using Registry.Content;
using Registry.Operations.Upkeep;
using Registry.Operations.Upkeep.Mirroring;
using Registry.Operations.Upkeep.Scrubbing;
using Registry.Stores;
using Registry.Stores.Collection;
using Registry.Tests.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Operations.Upkeep;

/// <summary>The same upkeep on a bucket.</summary>
public sealed class BucketTests : IDisposable
{
    private readonly TempFolder _folder = new("upkeep-bucket");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1000), InlineData((2 * BucketStore.PieceSize) + 7)]
    public async Task A_damaged_blob_of_the_right_length_is_written_over(int size)
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "good.bin", size);
        var folder = new DirectoryStore(_folder["store"]);
        await folder.PutFilesAsync([file], Quiet(), Cancel);
        await store.WriteAsync(StoreKeys.BlobOf(digest), Bytes.Random(size, seed: 2), Cancel);
        (await BlobProbe.HashAsync(store, digest, null, Cancel)).ShouldNotBeNull().Digest.ShouldNotBe(digest);

        var transfer = new BlobTransfer(new StoreSet([folder]), store, Quiet());
        await transfer.CopyAsync([new WantedBlob(digest, size, "good.bin")], replace: true, Cancel);

        transfer.Failures.ShouldBeEmpty();
        (await BlobProbe.HashAsync(store, digest, null, Cancel)).ShouldBe((digest, size));
        (await bucket.ReadAsync(StoreKeys.BlobOf(digest))).ShouldBe(bytes);
        (await bucket.KeysAsync()).ShouldBe([StoreKeys.BlobOf(digest), StoreKeys.Marker]);
    }

    [Fact]
    public async Task A_blob_that_is_condemned_there_is_pardoned()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (file, digest, _) = BucketStore.NewFile(_folder, "good.bin", 1000);
        var folder = new DirectoryStore(_folder["store"]);
        await folder.PutFilesAsync([file], Quiet(), Cancel);
        await store.PutAsync(file);
        await Tombstones.WriteAsync(store, digest, DateTimeOffset.UtcNow, Cancel);

        var transfer = new BlobTransfer(new StoreSet([folder]), store, Quiet());
        await transfer.CopyAsync([new WantedBlob(digest, 1000, "good.bin")], replace: false, Cancel);

        (await Tombstones.ReadAsync(store, Cancel)).ShouldBeEmpty();
        (await BlobProbe.HashAsync(store, digest, null, Cancel)).ShouldBe((digest, 1000));
    }

    [Fact]
    public async Task A_bucket_is_listed_as_a_folder_is()
    {
        using var bucket = await Servers.BucketAsync();
        var store = BucketStore.Open(bucket);
        var (file, digest, _) = BucketStore.NewFile(_folder, "good.bin", 1000);
        await store.PutAsync(file);
        await store.WriteAsync("blobs/sha256/ab/notes.txt", "mine"u8.ToArray(), Cancel);
        await store.WriteAsync(StoreKeys.TombstoneOf(Digest.Of("x"u8)), "then"u8.ToArray(), Cancel);

        var inventory = await StoreInventory.TakeAsync(store, Cancel);

        inventory.Blobs.Values.Select(blob => (blob.Digest, blob.Size)).ShouldBe([(digest, 1000L)]);
        inventory.Foreign.Select(entry => entry.Key).ShouldBe(["blobs/sha256/ab/notes.txt"]);
        inventory.Condemned.ShouldBe([Digest.Of("x"u8)]);
    }

    private static TransferMeter Quiet() => new(null, "", 0, 0);
}
