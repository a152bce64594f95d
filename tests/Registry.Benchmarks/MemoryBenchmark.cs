using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>Peak memory of processes that register and save: one large file, one huge and sparse, very many.</summary>
internal sealed class MemoryBenchmark(int mebibytes)
{
    private const int Limit = 256;

    public bool Run()
    {
        var held = true;
        using (var bench = new Workbench())
        {
            held &= Rows(bench, bench.WriteRandom("model.bin", mebibytes * 1024L * 1024), $"{mebibytes} MiB");
        }

        using (var bench = new Workbench())
        {
            Command.Run("/", "truncate", "-s", "20G", bench["sparse.bin"]).Succeeded();
            held &= Rows(bench, bench["sparse.bin"], "20 GiB, sparse");
        }

        using (var bench = new Workbench())
        {
            for (var i = 0; i < 50_000; i++)
            {
                bench.WriteRandom($"many/{i % 250}/file-{i}.bin", 64);
            }

            held &= Rows(bench, bench["many"], "50,000 files");
        }

        return held;
    }

    private static bool Rows(Workbench bench, string path, string what)
    {
        var register = bench.Peak("register", bench["repository"], "peak", path, "1.0.0");
        var save = bench.Peak("save", bench["repository"], "peak", "1.0.0", bench["out"]);
        return Figures.Row($"peak memory, register {what}, against the limit", register, Limit, "MiB")
            & Figures.Row($"peak memory, restore {what}, against the limit", save, Limit, "MiB");
    }
}
