using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3.Model;
using Registry.Configuration;
using Registry.Content;
using Registry.Stores;
using Registry.Stores.S3;
using S3Location = Registry.Stores.S3.S3Location;
using Registry.Stores.Transfer;
using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>
/// Bytes to a bucket and back, one large file and many small ones, beside <c>aws s3 cp</c> and <c>rclone copy</c> at the
/// settings that served them best here. Ours is hashed on both ways; each side writes to a prefix that was emptied.
/// </summary>
internal sealed class S3Benchmark(int mebibytes, int files, int rounds)
{
    private const int SmallSize = 256 * 1024;

    private readonly Dictionary<string, List<(string Name, Digest Digest, long Size)>> _digests = [];
    private readonly TransferOptions _options = TransferOptions.FromEnvironment();

    public async Task<bool> RunAsync()
    {
        using var folder = new TempFolder("benchmark-s3");
        using var bucket = await TestBucket.CreateAsync(S3Server.Shared);
        var peers = new S3Peers(bucket, folder.Path);
        var large = folder.CreateFolder("large");
        await WriteAsync(Path.Combine(large, "model.bin"), mebibytes * 1024L * 1024);
        var small = folder.CreateFolder("small");
        for (var i = 0; i < files; i++)
        {
            await WriteAsync(Path.Combine(small, $"{i:00000}.bin"), SmallSize);
        }

        var held = await CompareAsync(folder, bucket, peers, large, $"{mebibytes} MiB", 1 / 1.3);
        return await CompareAsync(folder, bucket, peers, small, $"{files} x 256 KiB", 1) && held;
    }

    private async Task<bool> CompareAsync(
        TempFolder folder, TestBucket bucket, S3Peers peers, string source, string what, double bar)
    {
        var (ups, downs) = (new List<(TimeSpan, TimeSpan)>(), new List<(TimeSpan, TimeSpan)>());
        for (var round = 0; round <= rounds; round++)
        {
            var ours = await MoveAsync(folder, bucket, () => PutAsync(bucket, source), to => GetAsync(bucket, source, to));
            var aws = await MoveAsync(folder, bucket, () => peers.AwsUp(source), peers.AwsDown);
            var rclone = await MoveAsync(folder, bucket, () => peers.RcloneUp(source), peers.RcloneDown);
            if (round > 0)
            {
                // The first round warms the page cache and the runtime.
                ups.Add((ours.Up, aws.Up < rclone.Up ? aws.Up : rclone.Up));
                downs.Add((ours.Down, aws.Down < rclone.Down ? aws.Down : rclone.Down));
            }
        }

        var held = Figures.Row($"S3, {what}, up, against the better of aws and rclone", ups, bar);
        return Figures.Row($"S3, {what}, down, against the better of aws and rclone", downs, bar) && held;
    }

    private static async Task<Times> MoveAsync(TempFolder folder, TestBucket bucket, Func<Task> up, Func<string, Task> down)
    {
        await EmptyAsync(bucket);
        var sent = await Figures.TimeAsync(up);
        var to = folder.CreateFolder("out");
        var received = await Figures.TimeAsync(() => down(to));
        Directory.Delete(to, recursive: true);
        return new Times(sent, received);
    }

    private S3Store NewStore(TestBucket bucket)
    {
        var settings = new StoreSettings(bucket.Url, bucket.Endpoint.Url, bucket.Endpoint.Region, PathStyle: true, Line: 0);
        return new S3Store(
            settings, S3Location.TryParse(bucket.Url)!, _options, new Throttle(_options.BytesPerSecond), new Retry(),
            new BasicAWSCredentials(bucket.Endpoint.AccessKey, bucket.Endpoint.SecretKey));
    }

    private async Task PutAsync(TestBucket bucket, string source)
    {
        var found = SourceFiles.Find(source, CancellationToken.None);
        await NewStore(bucket).PutFilesAsync(found, new TransferMeter(null, "", 0, 0), CancellationToken.None);
    }

    /// <summary>By digest, as a restore does: the files' digests are known from a manifest.</summary>
    private async Task GetAsync(TestBucket bucket, string source, string to)
    {
        if (!_digests.TryGetValue(source, out var digests))
        {
            _digests[source] = digests = [.. SourceFiles.Find(source, CancellationToken.None).Select(Hash)];
        }

        var stores = new StoreSet([NewStore(bucket)]);
        var transfer = new PartTransfer(_options);
        await Parallel.ForEachAsync(
            digests, new ParallelOptions { MaxDegreeOfParallelism = 4 * _options.Parallel },
            async (file, cancel) =>
            {
                using var target = File.OpenHandle(Path.Combine(to, file.Name), FileMode.CreateNew, FileAccess.ReadWrite);
                await stores.ReadAsync(new BlobDownload(file.Digest, file.Size, target), file.Name, transfer, null, cancel);
            });
    }

    private static (string Name, Digest Digest, long Size) Hash(SourceFile file)
    {
        using var handle = File.OpenHandle(file.FullPath);
        var (digest, size) = FileHash.Of(handle, null, CancellationToken.None);
        return (file.Path, digest, size);
    }

    private static async Task EmptyAsync(TestBucket bucket)
    {
        foreach (var keys in (await bucket.KeysAsync()).Chunk(500))
        {
            await bucket.Client.DeleteObjectsAsync(new DeleteObjectsRequest
            {
                BucketName = bucket.Name, Objects = [.. keys.Select(key => new KeyVersion { Key = $"{bucket.Root}/{key}" })],
            });
        }
    }

    private static async Task WriteAsync(string path, long size)
    {
        await using var stream = File.Create(path);
        var buffer = new byte[(int)Math.Min(size, 1024 * 1024)];
        for (var left = size; left > 0; left -= buffer.Length)
        {
            RandomNumberGenerator.Fill(buffer);
            await stream.WriteAsync(buffer);
        }
    }

    private readonly record struct Times(TimeSpan Up, TimeSpan Down);
}
