using System.Globalization;
using System.Text.Json;

namespace Registry.Worker;

/// <summary>
/// A process around the facade, so that tests can kill it, measure its memory, or run many of it. It prints the result
/// as JSON and ends with 0, or prints the code and message to the error stream and ends with 1.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            Console.WriteLine("started");
            object result = arguments switch
            {
                ["register", var registry, var name, var path, .. var rest] => await RegisterAsync(registry, name, path, rest),
                ["assign", var registry, var name, var version, var stage] =>
                    await (await ModelRegistry.OpenAsync(registry)).AssignAsync(
                        new AssignRequest { Name = name, Version = version, Stage = stage }),
                ["undo", var registry, var name, var stage, var expect] =>
                    await (await ModelRegistry.OpenAsync(registry)).UndoAsync(
                        new UndoRequest { Name = name, Stage = stage, Expect = expect }),
                ["save", var registry, var name, var version, var destination] =>
                    await (await ModelRegistry.OpenAsync(registry)).SaveAsync(
                        new SaveRequest { Name = name, Version = version, Destination = destination }),
                ["list", var registry] => await (await ModelRegistry.OpenAsync(registry)).GetModelsAsync(),
                ["restore", var registry, var name, var version, var lockFile, var destination] =>
                    await ModelRegistry.RestoreAsync(new RestoreRequest
                    {
                        Pins = [new ModelPin { Name = name, Version = version }],
                        LockFile = lockFile,
                        Destination = destination,
                        Registry = registry,
                        BaseDirectory = destination,
                    }),
                ["sync", var registry, .. var rest] => (await (await ModelRegistry.OpenAsync(registry)).SyncAsync(
                    new SyncRequest { Bulk = rest.Contains("--bulk") })).Events,
                ["retain", var registry] =>
                    await (await ModelRegistry.OpenAsync(registry)).RetainAsync(new RetentionRequest()),
                ["maintain", var registry] => await (await ModelRegistry.OpenAsync(registry)).MaintainAsync(
                    new MaintenanceRequest { Jobs = [MaintenanceJob.Scrub] }, new Stalling()),
                ["rounds", var registry, var names, var count, var folder] =>
                    await Rounds.RunAsync(registry, names.Split(','), int.Parse(count, CultureInfo.InvariantCulture), folder),
                _ => throw new ArgumentException("register|assign|undo|save|list|restore|sync|retain|maintain|rounds …"),
            };
            Console.WriteLine(JsonSerializer.Serialize(result, result.GetType()));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"peak {Environment.WorkingSet / 1024} {PeakKibibytes()}"));
            return 0;
        }
        catch (RegistryException e)
        {
            await Console.Error.WriteLineAsync($"{e.Code}: {e.Message}");
            return 1;
        }
    }

    private static async Task<object> RegisterAsync(string registry, string name, string path, string[] rest) =>
        await (await ModelRegistry.OpenAsync(registry)).RegisterAsync(new RegisterRequest
        {
            Name = name,
            Path = Path.GetFullPath(path),
            Version = rest is [var version, ..] && version != "-" ? version : null,
            Stage = rest is [_, var stage, ..] && stage != "-" ? stage : null,
            NoPush = rest.Contains("--no-push"),
        });

    private static long PeakKibibytes()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1024;
    }

    /// <summary>Tells that the work is under way, and lets it go no further.</summary>
    private sealed class Stalling : IProgressSink
    {
        public void Report(TransferProgress progress)
        {
            Console.WriteLine("stalled");
            Thread.Sleep(Timeout.Infinite);
        }

        public void Write(RegistryMessage message)
        {
        }
    }
}
