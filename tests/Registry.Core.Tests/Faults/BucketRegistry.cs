using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>A registry whose store is a bucket, and processes that work on it.</summary>
internal sealed class BucketRegistry : IDisposable
{
    private const int Mebibyte = 1024 * 1024;

    private BucketRegistry(TestBucket bucket, FaultProxy? proxy)
    {
        (Bucket, Proxy) = (bucket, proxy);
        var endpoint = bucket.Endpoint;
        Sandbox = new Sandbox("bucket", proxy is null ? bucket.Configuration
            : bucket.Configuration.Replace(endpoint.Url, endpoint.Through(proxy.Port).Url, StringComparison.Ordinal));
        Worker = new WorkerProcess(Sandbox.Folder.Path);
        foreach (var (name, value) in endpoint.Environment())
        {
            Worker.Environments[name] = value;
        }

        // Many connections make short pieces, so that files of a few MiB go in several.
        Worker.Environments["MODEL_REGISTRY_PARALLEL"] = "16";
    }

    public TestBucket Bucket { get; }

    public Sandbox Sandbox { get; }

    public WorkerProcess Worker { get; }

    /// <summary>What the processes reach the bucket through, where that was asked for.</summary>
    public FaultProxy? Proxy { get; }

    public static async Task<BucketRegistry> CreateAsync(bool proxied = false)
    {
        var bucket = await Servers.BucketAsync();
        return new BucketRegistry(bucket, proxied ? new FaultProxy(bucket.Endpoint.Port) : null);
    }

    /// <summary>A file that goes in pieces, and three that do not.</summary>
    public string Write(string folder)
    {
        foreach (var (size, i) in new[] { 20 * Mebibyte, Mebibyte, 1000, Mebibyte }.Select((size, i) => (size, i)))
        {
            Sandbox.Folder.Write($"{folder}/part-{i}.bin", Bytes.Random(size, i));
        }

        return Sandbox.Folder[folder];
    }

    /// <summary>Other bytes at the beginning of each MiB: no piece of it is in a store yet.</summary>
    public void MakeDifferent(string folder, int round)
    {
        foreach (var file in Directory.EnumerateFiles(Sandbox.Folder[folder]))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
            for (var at = 0L; at < RandomAccess.GetLength(handle); at += Mebibyte)
            {
                RandomAccess.Write(handle, BitConverter.GetBytes(round + 1L), at);
            }
        }
    }

    public void Dispose()
    {
        Proxy?.Dispose();
        Sandbox.Dispose();
        Bucket.Dispose();
    }
}
