using System.Globalization;
using System.Text.RegularExpressions;

namespace Registry.Worker;

/// <summary>
/// Registers a new version and gives it a stage, round after round, and tells of each event as soon as it is written:
/// <c>done TAG TRIES</c>, or <c>failed CODE MESSAGE</c>. What was told has happened, whenever this is killed.
/// </summary>
internal static partial class Rounds
{
    public static async Task<object> RunAsync(string registry, string[] models, int rounds, string folder)
    {
        Directory.CreateDirectory(folder);
        for (var round = 0; round < rounds; round++)
        {
            var model = models[round % models.Length];
            var file = Path.Combine(folder, "weights.bin");
            await File.WriteAllTextAsync(file, Guid.NewGuid().ToString());
            var version = await TellAsync(async (open, sink) => (await open.RegisterAsync(
                new RegisterRequest { Name = model, Path = file }, sink)).Version, registry);
            if (version is not null)
            {
                await TellAsync(async (open, sink) => (await open.AssignAsync(
                    new AssignRequest { Name = model, Version = version, Stage = "prod" }, sink)).Tag, registry);
            }
        }

        return rounds;
    }

    private static async Task<string?> TellAsync(
        Func<ModelRegistry, IProgressSink, Task<string?>> work, string registry)
    {
        var tries = new Tries();
        try
        {
            var result = await work(await ModelRegistry.OpenAsync(registry), tries);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done {tries.Tag} {tries.Count}"));
            return result;
        }
        catch (RegistryException e)
        {
            Console.WriteLine($"failed {e.Code} {e.Message}");
            return null;
        }
    }

    /// <summary>Hears what the writer tells of its tries.</summary>
    private sealed partial class Tries : IProgressSink
    {
        public string? Tag { get; private set; }

        public int Count { get; private set; }

        public void Report(TransferProgress progress)
        {
        }

        public void Write(RegistryMessage message)
        {
            if (Written().Match(message.Text) is { Success: true } match && Tag is null)
            {
                Tag = match.Groups[1].Value;
                Count = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            }
        }

        [GeneratedRegex("^'(.+)' was written, at try ([0-9]+)")]
        private static partial Regex Written();
    }
}
