namespace Registry.Benchmarks;

/// <summary>
/// Figures against a peer or the physical limit of the same run: <c>dotnet run -c Release --project
/// tests/Registry.Benchmarks -- [register] [files] [memory] [ledger] [msbuild] [module] [s3] [--size MiB] [--tags N] [--files N]
/// [--projects N] [--rounds N]</c>; all but S3, which takes a server and its peers, and the module, which takes a
/// PowerShell, where none is named. Prints Markdown; ends with 1 where a bar is missed.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var size = Option(arguments, "--size", 1024);
        var tags = Option(arguments, "--tags", 100_000);
        var rounds = Option(arguments, "--rounds", 5);
        Console.WriteLine("| work | ours | peer | ratio | bar | |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var all = !arguments.Any(
            argument => argument is "register" or "files" or "memory" or "ledger" or "msbuild" or "module" or "s3");
        var passed = true;
        if (all || arguments.Contains("register"))
        {
            passed &= await new TransferBenchmark(size, rounds).RunAsync();
        }

        if (all || arguments.Contains("files"))
        {
            passed &= await new FilesBenchmark(2000, rounds).RunAsync();
        }

        if (all || arguments.Contains("memory"))
        {
            passed &= new MemoryBenchmark(size).Run();
        }

        if (all || arguments.Contains("ledger"))
        {
            passed &= await new LedgerBenchmark(tags, rounds).RunAsync();
        }

        if (all || arguments.Contains("msbuild"))
        {
            using var builds = new BuildBenchmark(Option(arguments, "--projects", 30), Math.Max(rounds, 10));
            passed &= await builds.RunAsync();
        }

        if (arguments.Contains("module"))
        {
            passed &= await new ModuleBenchmark(Math.Max(rounds, 10)).RunAsync();
        }

        if (arguments.Contains("s3"))
        {
            passed &= await new S3Benchmark(size, Option(arguments, "--files", 2000), rounds).RunAsync();
        }

        return passed ? 0 : 1;
    }

    private static int Option(string[] arguments, string name, int otherwise)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length && int.TryParse(arguments[at + 1], out var value) && value > 0
            ? value : otherwise;
    }
}
