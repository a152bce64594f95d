using Amazon.Runtime;
using Registry.Configuration;
using Registry.Content;
using Registry.Stores.S3;
using Registry.Stores.Transfer;

namespace Registry.Tests.Stores.S3;

/// <summary>A store in a test's bucket, with small parts so that small files are large.</summary>
internal static class BucketStore
{
    public const int PieceSize = 5 * 1024 * 1024;

    public static TransferOptions Options { get; } = new() { Parallel = 4, UploadPartSize = PieceSize };

    public static StoreSettings Settings(TestBucket bucket) =>
        new(bucket.Url, bucket.Endpoint.Url, bucket.Endpoint.Region, PathStyle: true, Line: 1);

    public static S3Store Open(
        TestBucket bucket, TransferOptions? options = null, StoreSettings? settings = null, AWSCredentials? credentials = null) =>
        Open(settings ?? Settings(bucket), options, credentials ?? Credentials(bucket.Endpoint));

    public static S3Store Open(StoreSettings settings, TransferOptions? options, AWSCredentials credentials)
    {
        options ??= Options;
        return new S3Store(
            settings, S3Location.TryParse(settings.Url)!, options, new Throttle(options.BytesPerSecond),
            new Retry(chance: () => 0), credentials);
    }

    public static AWSCredentials Credentials(S3Endpoint endpoint) => endpoint.SessionToken is null
        ? new BasicAWSCredentials(endpoint.AccessKey, endpoint.SecretKey)
        : new SessionAWSCredentials(endpoint.AccessKey, endpoint.SecretKey, endpoint.SessionToken);

    /// <summary>A file of bytes that no other file has, and their digest.</summary>
    public static (SourceFile File, Digest Digest, byte[] Bytes) NewFile(TempFolder folder, string name, int size, int seed = 1)
    {
        var bytes = Support.Bytes.Random(size, seed);
        return (new SourceFile(folder.Write(name, bytes), name, size), Digest.Of(bytes), bytes);
    }

    public static Task<IReadOnlyList<(Digest Digest, long Size)>> PutAsync(this S3Store store, params SourceFile[] files) =>
        store.PutFilesAsync(
            files, new TransferMeter(null, "test", files.Sum(file => file.Size), files.Length),
            TestContext.Current.CancellationToken);

    /// <summary>A blob as the store gives it, read in parts of a length.</summary>
    public static async Task<byte[]?> ReadBlobAsync(this S3Store store, TempFolder folder, Digest digest, int part = 1 << 22)
    {
        var path = folder[$"{Guid.NewGuid():N}"];
        using (var target = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            long? total;
            var offset = 0L;
            do
            {
                total = await store.ReadPartAsync(digest, offset, part, target, null, TestContext.Current.CancellationToken);
                offset += part;
            }
            while (offset < total);
            if (total is null)
            {
                return null;
            }
        }

        return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
    }
}
