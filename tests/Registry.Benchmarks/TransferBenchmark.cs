using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>
/// One large file through a folder store, beside <c>cp</c>, followed by <c>sync</c> of the copy where ours is flushed. The
/// page cache is warm on both sides.
/// </summary>
internal sealed class TransferBenchmark(int mebibytes, int rounds)
{
    public async Task<bool> RunAsync()
    {
        using var bench = new Workbench();
        var file = bench.WriteRandom("model.bin", mebibytes * 1024L * 1024);

        // The memory of hashes takes no file that changed within the last two seconds.
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        var measured = new List<Round>();
        for (var round = 0; round <= rounds; round++)
        {
            var result = await MeasureAsync(bench, file, round);
            if (round > 0)
            {
                // The first round warms the page cache and the runtime.
                measured.Add(result);
            }
        }

        var work = $"{mebibytes} MiB, folder store";
        Report($"register {work}, against plain cp", measured, round => (round.Register, round.Copy));
        return Row($"register {work}, flushed, against cp + sync", measured, round => (round.Register, round.Flushed), 1.15)
            & Row($"register {work}, unchanged, against the first time", measured, round => (round.Again, round.Register), 0.1)
            & Row($"restore {work}, cold cache, against cp", measured, round => (round.Cold, round.Copy), 1.15)
            & Row($"restore {work}, warm cache, against cp", measured, round => (round.Warm, round.Copy), 1.05)
            & Row($"restore {work}, hard link, against cp", measured, round => (round.Link, round.Copy), 1.05);
    }

    private sealed record Round(
        TimeSpan Flushed, TimeSpan Copy, TimeSpan Register, TimeSpan Again, TimeSpan Cold, TimeSpan Warm, TimeSpan Link);

    private static async Task<Round> MeasureAsync(Workbench bench, string file, int round)
    {
        await bench.PrimeAsync(file);
        var flushed = await bench.RunAsync("cp", file, bench["copy"]) + await bench.RunAsync("sync", bench["copy"]);
        bench.Delete("copy");
        await bench.PrimeAsync(file);
        var copy = await bench.RunAsync("cp", file, bench["copy"]);
        bench.Delete("copy", "cache/hashes");
        await bench.PrimeAsync(file);
        var register = await bench.RegisterAsync(file, $"1.{round}.0");
        var again = await bench.RegisterAsync(file, $"1.{round}.1");
        var cold = await SaveAsync(bench, file);
        var warm = await SaveAsync(bench, file);
        await bench.SaveAsync("first", link: true);
        var link = await bench.SaveAsync("out", link: true);
        var links = Command.Run("/", "stat", "-c", "%h", bench["out/model.bin"]).Succeeded().Output.Trim();
        bench.Delete("first", "out", "cache", "store");
        return links == "3"
            ? new Round(flushed, copy, register, again, cold, warm, link)
            : throw new InvalidOperationException($"The file has {links} names: it was copied, not linked.");
    }

    private static async Task<TimeSpan> SaveAsync(Workbench bench, string file)
    {
        await bench.PrimeAsync(file);
        var time = await bench.SaveAsync("out");
        bench.Delete("out");
        return time;
    }

    private static bool Row(
        string work, List<Round> rounds, Func<Round, (TimeSpan Ours, TimeSpan Peer)> of, double bar) =>
        Figures.Row(work, [.. rounds.Select(of)], bar);

    private static void Report(string work, List<Round> rounds, Func<Round, (TimeSpan Ours, TimeSpan Peer)> of) =>
        Row(work, rounds, of, double.PositiveInfinity);
}
