using System.Security.Cryptography;
using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>A registry with a folder store, a cache of its own, and what is measured beside it.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly TempFolder _folder = new("benchmark");

    public Workbench()
    {
        Environment.SetEnvironmentVariable("MODEL_REGISTRY_CACHE", this["cache"]);
        var repository = GitFolder.Create(this["repository"]);
        File.WriteAllText(Path.Combine(repository.Path, "registry.yaml"), "schema: 1\nstores:\n  - url: file:../store\n");
        repository.Commit();
    }

    public string this[string relative] => _folder[relative];

    public void Dispose() => _folder.Dispose();

    public async Task<TimeSpan> RegisterAsync(string path, string version) => await Figures.TimeAsync(async () =>
        await (await ModelRegistry.OpenAsync(this["repository"])).RegisterAsync(
            new RegisterRequest { Name = "benchmark", Path = path, Version = version }));

    public async Task<TimeSpan> SaveAsync(string to, bool link = false) => await Figures.TimeAsync(async () =>
        await (await ModelRegistry.OpenAsync(this["repository"])).SaveAsync(
            new SaveRequest { Name = "benchmark", Destination = this[to], UseHardLinks = link }));

    public Task<TimeSpan> RunAsync(params string[] command) => Figures.TimeAsync(() =>
    {
        Command.Run(_folder.Path, command[0], command[1..]).Succeeded();
        return Task.CompletedTask;
    });

    /// <summary>
    /// Gets ready for one measurement: a copy of the same size is made, flushed and deleted, so that nothing that earlier
    /// work left for the disk is paid by this one, and memory for the page cache is at hand for each alike (a virtual machine
    /// may have to ask its host).
    /// </summary>
    public async Task PrimeAsync(string source)
    {
        await RunAsync("cp", "-r", source, this["scratch"]);
        await RunAsync("sync");
        Delete("scratch");
    }

    public void Delete(params string[] paths)
    {
        foreach (var path in paths.Select(path => this[path]))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Peak of a process that runs the worker, in MiB.</summary>
    public double Peak(params string[] arguments)
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "Registry.Worker.dll");
        var environment = new Dictionary<string, string?> { ["MODEL_REGISTRY_CACHE"] = this["cache"] };
        var result = Command.Run(_folder.Path, environment, "dotnet", [worker, .. arguments]).Succeeded();
        var line = result.Output.Split('\n').Last(text => text.StartsWith("peak ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    public string WriteRandom(string name, long bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        using var stream = File.Create(this[name]);
        var buffer = new byte[Math.Min(bytes, 1024 * 1024)];
        for (var left = bytes; left > 0; left -= buffer.Length)
        {
            RandomNumberGenerator.Fill(buffer);
            stream.Write(buffer, 0, (int)Math.Min(left, buffer.Length));
        }

        return this[name];
    }
}
