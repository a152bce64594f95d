using System.Security.Cryptography;
using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>
/// Registering and saving one large file through a folder store, beside <c>cp</c> followed by <c>sync</c> of the copy.
/// The page cache is warm on both sides.
/// </summary>
internal sealed class TransferBenchmark(int mebibytes, int rounds)
{
    private const int MemoryLimitMebibytes = 200;

    public async Task<bool> RunAsync()
    {
        using var folder = new TempFolder("benchmark");
        Environment.SetEnvironmentVariable("MODEL_REGISTRY_CACHE", folder["cache"]);
        var repository = GitFolder.Create(folder["repository"]);
        File.WriteAllText(Path.Combine(repository.Path, "registry.yaml"), "schema: 1\nstores:\n  - url: file:../store\n");
        repository.Commit();
        var file = folder["model.bin"];
        await WriteRandomAsync(file);

        var registry = await ModelRegistry.OpenAsync(repository.Path);
        var (registers, saves) = (new List<(TimeSpan, TimeSpan)>(), new List<(TimeSpan, TimeSpan)>());
        for (var round = 0; round <= rounds; round++)
        {
            var copy = await MeasureAsync(folder, file, () => CopyAndSyncAsync(file, folder["copy"]), "copy");
            var register = await MeasureAsync(folder, file, () => registry.RegisterAsync(new RegisterRequest
            {
                Name = "benchmark", Path = file, Version = $"1.0.{round}",
            }));
            await registry.SaveAsync(new SaveRequest { Name = "benchmark", Destination = folder["warm"] });
            Delete(folder["warm"]);
            var bare = await MeasureAsync(folder, file, () => RunAsync("cp", file, folder["copy"]), "copy");
            var save = await MeasureAsync(folder, file, () => registry.SaveAsync(
                new SaveRequest { Name = "benchmark", Destination = folder["out"] }), "out");
            Delete(folder["store"]);
            Delete(folder["cache"]);
            if (round > 0)
            {
                // The first round warms the page cache and the runtime.
                registers.Add((register, copy));
                saves.Add((save, bare));
            }
        }

        var peak = PeakMebibytes(folder, repository, file);
        var held = Figures.Row($"register {mebibytes} MiB, folder store, against cp + sync", registers, 1.5);
        Figures.Row($"save {mebibytes} MiB, warm cache, against cp", saves, double.PositiveInfinity);
        return Figures.Row(
            $"peak memory of a process that registers {mebibytes} MiB, against the limit", peak, MemoryLimitMebibytes, "MiB")
            && held;
    }

    private static double PeakMebibytes(TempFolder folder, GitFolder repository, string file)
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "Registry.Worker.dll");
        var environment = new Dictionary<string, string?> { ["MODEL_REGISTRY_CACHE"] = folder["cache"] };
        Delete(folder["store"]);
        var result = Command.Run(
            folder.Path, environment, "dotnet", worker, "register", repository.Path, "peak", file).Succeeded();
        var line = result.Output.Split('\n').Last(text => text.StartsWith("peak ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    private static async Task CopyAndSyncAsync(string from, string to)
    {
        await RunAsync("cp", from, to);
        await RunAsync("sync", to);
    }

    private static Task RunAsync(string file, params string[] arguments)
    {
        Command.Run("/", file, arguments).Succeeded();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Times work after a copy of the same size was made, flushed and deleted: what earlier rounds left for the disk is
    /// not
    /// paid by this one, and memory for the page cache is at hand for each alike (a virtual machine may have to ask its
    /// host).
    /// </summary>
    private static async Task<TimeSpan> MeasureAsync(TempFolder folder, string file, Func<Task> work, string? made = null)
    {
        await RunAsync("cp", file, folder["scratch"]);
        await RunAsync("sync");
        File.Delete(folder["scratch"]);
        var time = await Figures.TimeAsync(work);
        if (made is not null)
        {
            Delete(folder[made]);
        }

        return time;
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private async Task WriteRandomAsync(string path)
    {
        await using var stream = File.Create(path);
        var buffer = new byte[1024 * 1024];
        for (var i = 0; i < mebibytes; i++)
        {
            RandomNumberGenerator.Fill(buffer);
            await stream.WriteAsync(buffer);
        }
    }
}
