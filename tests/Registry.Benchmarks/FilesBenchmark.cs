namespace Registry.Benchmarks;

/// <summary>Many files of 256 KiB through a folder store, beside <c>cp -r</c>, flushed where ours is.</summary>
internal sealed class FilesBenchmark(int files, int rounds)
{
    public async Task<bool> RunAsync()
    {
        using var bench = new Workbench();
        for (var i = 0; i < files; i++)
        {
            bench.WriteRandom($"model/{i % 20}/{i}.bin", 256 * 1024);
        }

        var model = bench["model"];
        var (registers, bare, saves) = (
            new List<(TimeSpan, TimeSpan)>(), new List<(TimeSpan, TimeSpan)>(), new List<(TimeSpan, TimeSpan)>());
        for (var round = 0; round <= rounds; round++)
        {
            await bench.PrimeAsync(model);
            var copy = await bench.RunAsync("cp", "-r", model, bench["copy"]);
            var flushed = copy + await bench.RunAsync("sync", "-f", bench["copy"]);
            bench.Delete("copy", "cache");
            await bench.PrimeAsync(model);
            var register = await bench.RegisterAsync(model, $"1.0.{round}");
            await bench.PrimeAsync(model);
            var save = await bench.SaveAsync("out");
            bench.Delete("out", "store", "cache");
            if (round > 0)
            {
                registers.Add((register, flushed));
                bare.Add((register, copy));
                saves.Add((save, copy));
            }
        }

        var work = $"{files} x 256 KiB, folder store";
        Figures.Row($"register {work}, against plain cp -r", bare, double.PositiveInfinity);
        return Figures.Row($"register {work}, flushed, against cp -r + sync", registers, 2)
            & Figures.Row($"restore {work}, cold cache, against cp -r", saves, 2);
    }
}
