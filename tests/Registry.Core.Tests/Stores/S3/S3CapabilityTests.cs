using Amazon.S3;
using Amazon.S3.Model;
using Registry.Stores;
using Registry.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.S3;

/// <summary>What servers have or have not: conditions, versions, encryption.</summary>
public sealed class S3CapabilityTests : IDisposable
{
    private const int Large = (2 * BucketStore.PieceSize) + 1000;
    private readonly TempFolder _folder = new("s3-capability");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1000, "PUT"), InlineData(Large, "POST")]
    public async Task A_blob_that_another_writer_was_faster_with_stays_where_the_server_can_tell(int size, string at)
    {
        using var bucket = await Servers.MotoBucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model", size);
        var store = Through(bucket, proxy);
        await store.WriteAsync("runs/first", "x"u8.ToArray(), Cancel);
        var written = 0;
        proxy.Faults = request =>
        {
            if (request.Method == at && Interlocked.Exchange(ref written, 1) == 0)
            {
                Task.Run(() => bucket.WriteAsync(StoreKeys.BlobOf(digest), bytes)).GetAwaiter().GetResult();
            }

            return null;
        };

        await store.PutAsync(file);

        proxy.Requests.ShouldContain(request => request.Status == 412);
        (await store.ReadBlobAsync(_folder, digest)).ShouldBe(bytes);
        (await bucket.UploadsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1000), InlineData(Large)]
    public async Task A_server_that_refuses_conditions_is_asked_without_them(int size)
    {
        using var bucket = await Servers.BucketAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model", size);
        proxy.Faults = request => request.Header("If-None-Match") is null ? null : Fault.Answer(501, "NotImplemented");
        var store = Through(bucket, proxy);

        await store.PutAsync(file);

        (await store.ReadBlobAsync(_folder, digest)).ShouldBe(bytes);
        proxy.Requests.Count(request => request.Header("If-None-Match") is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_bucket_with_versions_is_tolerated()
    {
        using var bucket = await Servers.BucketAsync(own: true);
        var versions = new S3BucketVersioningConfig { Status = VersionStatus.Enabled };
        await bucket.Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = bucket.Name, VersioningConfig = versions }, Cancel);
        var store = BucketStore.Open(bucket);
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model", 1000);

        await store.PutAsync(file);
        await store.DeleteAsync(StoreKeys.BlobOf(digest), Cancel);
        (await store.FindAsync([digest], Cancel)).ShouldBeEmpty();
        await store.PutAsync(file);

        (await store.ReadBlobAsync(_folder, digest)).ShouldBe(bytes);
    }

    [Theory]
    [InlineData(1000), InlineData(Large)]
    public async Task Encryption_is_asked_for_where_it_is_set(int size)
    {
        using var bucket = await Servers.MotoBucketAsync();
        var (file, digest, bytes) = BucketStore.NewFile(_folder, "model", size);
        var store = BucketStore.Open(
            bucket, settings: BucketStore.Settings(bucket) with { Sse = "aws:kms", SseKmsKeyId = "alias/models" });

        await store.PutAsync(file);

        var there = await bucket.Client.GetObjectMetadataAsync(bucket.Name, $"{bucket.Root}/{StoreKeys.BlobOf(digest)}", Cancel);
        there.ServerSideEncryptionMethod.ShouldBe(ServerSideEncryptionMethod.AWSKMS);
        there.ServerSideEncryptionKeyManagementServiceKeyId.ShouldContain("alias/models");
        (await store.ReadBlobAsync(_folder, digest)).ShouldBe(bytes);
    }

    private static S3Store Through(TestBucket bucket, FaultProxy proxy) => BucketStore.Open(
        bucket, settings: BucketStore.Settings(bucket) with { Endpoint = bucket.Endpoint.Through(proxy.Port).Url });
}
