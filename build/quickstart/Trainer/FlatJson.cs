using System.Text.Json;

namespace QuickStart;

/// <summary>Writes an object of numbers and texts with names like 'macro_f1', as a registry takes them.</summary>
internal static class FlatJson
{
    // Fixed line ends: the same run has the same bytes on every system.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static void Write<T>(T values, string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(values, Json) + "\n");
}
