using Registry.Stores;
using Registry.Tests.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>
/// Processes that put the same blobs at the same time, one of them killed: each blob is whole, and nothing is left.
/// </summary>
public sealed class TwoWritersTests
{
    private const int Mebibyte = 1024 * 1024;
    private const int Rounds = 2;

    [Fact]
    public async Task In_a_folder()
    {
        using var folder = new TempFolder();
        var url = new Uri(folder["store"]).AbsoluteUri;

        await RunAsync(
            folder, $"schema: 1\nstores:\n  - url: {url}\n", new Dictionary<string, string?>(),
            new FolderBlobs(folder["store"]));

        await new DirectoryStore(folder["store"])
            .SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        Directory.EnumerateFiles(folder["store/uploads"], "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_bucket()
    {
        using var bucket = await Servers.BucketAsync();
        using var folder = new TempFolder();

        await RunAsync(folder, bucket.Configuration, bucket.Endpoint.Environment(), new BucketBlobs(bucket));

        await BucketStore.Open(bucket).SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        (await bucket.UploadsAsync()).ShouldBeEmpty();
    }

    private static async Task RunAsync(
        TempFolder folder, string configuration, IReadOnlyDictionary<string, string?> environment, IStoredBlobs blobs)
    {
        var worker = new WorkerProcess(folder.Path);
        foreach (var (name, value) in environment)
        {
            worker.Environments[name] = value;
        }

        string[] names = ["one", "two", "three", "killed"];
        foreach (var name in names)
        {
            var git = GitFolder.Create(folder[name]);
            folder.Write($"{name}/registry.yaml", configuration);
            git.Commit();
        }

        for (var round = 0; round < Rounds; round++)
        {
            folder.Write("model/large.bin", Bytes.Random(20 * Mebibyte, round));
            folder.Write("model/small.bin", Bytes.Random(1000, round));
            RunAtOnce(worker, names.Select(name => new[] { "register", folder[name], "churn", folder["model"] }));
        }

        foreach (var name in names[..3])
        {
            (await new StoreCheck(folder[name], blobs).NamesProveTheirBytesAsync()).ShouldBe(Rounds);
        }

        worker.Run("save", folder["one"], "churn", "latest", folder["out"]).Succeeded();
        Bytes.Tree(folder["out"]).ShouldBe(Bytes.Tree(folder["model"]));
    }

    /// <summary>The last one is killed when the first one ends; the others succeed.</summary>
    private static void RunAtOnce(WorkerProcess worker, IEnumerable<string[]> commands)
    {
        var running = commands.Select(command => worker.Start(command)).ToList();
        var said = running.Select(
            process => (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())).ToList();
        running[0].WaitForExit();
        running[^1].Kill(entireProcessTree: true);
        foreach (var (process, (output, error)) in running.Zip(said))
        {
            process.WaitForExit();
            if (process != running[^1])
            {
                process.ExitCode.ShouldBe(0, output.Result + error.Result);
            }
        }

        running.ForEach(process => process.Dispose());
    }
}
