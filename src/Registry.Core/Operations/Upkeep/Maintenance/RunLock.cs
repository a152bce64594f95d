using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Naming;

namespace Registry.Operations.Upkeep.Maintenance;

/// <summary>
/// Keeps a second run away while one is at work. The lock is the system's: it goes with the process that has it, however
/// that ends. Who has it stands in a file beside it, as a locked one cannot be read everywhere.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const int LongestHolder = 4096;
    private readonly SafeFileHandle _file;

    private RunLock(SafeFileHandle file) => _file = file;

    /// <exception cref="RegistryException">MLR1106 where a run is at work, naming it.</exception>
    public static async Task<RunLock> TakeAsync(
        string folder, IEnumerable<MaintenanceJob> jobs, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var holder = Path.Combine(folder, "maintenance.json");
        var taken = new RunLock(
            FileLock.TryTake(Path.Combine(folder, "maintenance.lock")) ?? throw new RegistryException(
                ErrorCodes.Busy,
                $"Maintenance is at work in '{folder}' already{await HolderAsync(holder, cancel)}; wait until it ends."));
        try
        {
            var text = new JsonObject
            {
                ["process"] = Environment.ProcessId,
                ["host"] = Environment.MachineName,
                ["since"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
                ["jobs"] = string.Join(", ", jobs),
            }.ToJsonString();
            await FileErrors.ReplaceAsync(holder, Encoding.UTF8.GetBytes(text), cancel);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Such as <c> (process 42 on build1 since 2026-03-01 02:00:00Z: Scrub, Report)</c>; empty where unknown.</summary>
    private static async Task<string> HolderAsync(string path, CancellationToken cancel)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: <= LongestHolder }
                && JsonNode.Parse(await File.ReadAllTextAsync(path, cancel)) is JsonObject holder
                && DateTimeOffset.TryParse(
                    $"{holder["since"]}", CultureInfo.InvariantCulture, DateTimeStyles.None, out var since))
            {
                return $" (process {Shown.Of($"{holder["process"]}")} on {Shown.Of($"{holder["host"]}")} since {since:u}: "
                    + $"{Shown.Of($"{holder["jobs"]}")})";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Being written this moment; that there is a run is what matters.
        }

        return "";
    }
}
