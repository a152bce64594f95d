using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Registry.Content;

namespace Registry.Operations.Upkeep.Maintenance;

/// <summary>The records of runs, a file each, named by their time. The last hundred are kept.</summary>
internal sealed class RunRecords(string folder)
{
    public const int Schema = 1;

    private const int Most = 100;
    private const long Longest = 16 * 1024 * 1024;
    private const string Pattern = "*.json";

    /// <summary>Writes the record, replacing what was said of the same run before.</summary>
    /// <returns>The file.</returns>
    public async Task<string> WriteAsync(MaintenanceRun run, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var time = run.Started.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, $"{time}-{run.Id}.json");
        var json = JsonSerializer.SerializeToNode(run, RunRecordContext.Default.MaintenanceRun)!.AsObject();
        json.Insert(0, "schema", Schema);
        await ReplaceAsync(path, json, cancel);
        return path;
    }

    /// <summary>
    /// Says of runs that never ended that they were interrupted: whoever calls this holds the lock. Deletes the oldest.
    /// </summary>
    public async Task TidyAsync(CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var files = Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files.SkipLast(Most - 1))
        {
            File.Delete(file);
        }

        foreach (var file in files.TakeLast(Most - 1))
        {
            if (await ReadAsync(file, cancel) is { } run && $"{run["outcome"]}" == nameof(MaintenanceOutcome.Running))
            {
                run["outcome"] = nameof(MaintenanceOutcome.Interrupted);
                run["exitCode"] = 1;
                await ReplaceAsync(file, run, cancel);
            }
        }
    }

    private static Task ReplaceAsync(string path, JsonObject json, CancellationToken cancel)
    {
        var text = json.ToJsonString(RunRecordContext.Default.Options) + "\n";
        return FileErrors.ReplaceAsync(path, Encoding.UTF8.GetBytes(text), cancel);
    }

    /// <summary>Null where the file is none of ours any more; then it is left alone.</summary>
    private static async Task<JsonObject?> ReadAsync(string file, CancellationToken cancel)
    {
        if (new FileInfo(file) is not { Exists: true, LinkTarget: null, Length: <= Longest } || !FileSystem.IsRegularFile(file))
        {
            return null;
        }

        try
        {
            var record = JsonNode.Parse(await File.ReadAllTextAsync(file, cancel)) as JsonObject;

            // Read as text here, where what cannot be is caught.
            return record?["outcome"]?.ToString() is null ? null : record;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MaintenanceRun))]
internal sealed partial class RunRecordContext : JsonSerializerContext;
