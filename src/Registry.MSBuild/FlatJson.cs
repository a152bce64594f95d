using System.Text.Json;

namespace Registry.MSBuild;

/// <summary>Reads a JSON file of one object with plain values: what training scripts write beside a model.</summary>
internal static class FlatJson
{
    private const int MaxBytes = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private delegate bool ValueReader<T>(JsonElement element, out T value);

    /// <summary>Numbers by name; MLR1005 where the file has anything else.</summary>
    public static Dictionary<string, double> ReadNumbers(string path) => Read<double>(path, "a finite number", TryRead);

    /// <summary>Strings, numbers and Booleans by name, each as it is written.</summary>
    public static Dictionary<string, string> ReadScalars(string path) =>
        Read<string>(path, "text, a number, true or false", TryRead);

    private static bool TryRead(JsonElement element, out double value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out value) && double.IsFinite(value);
    }

    private static bool TryRead(JsonElement element, out string value)
    {
        value = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return element.ValueKind is
            JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
    }

    private static Dictionary<string, T> Read<T>(string path, string wanted, ValueReader<T> read)
    {
        using var document = Open(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Unreadable(path, 1, "it is not an object; write '{ \"name\": value }'.");
        }

        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            values[property.Name] = read(property.Value, out var value)
                ? value
                : throw Unreadable(path, 0, $"'{property.Name}' must be {wanted}.");
        }

        return values;
    }

    private static JsonDocument Open(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? JsonDocument.Parse(File.ReadAllBytes(path), Strict)
                : throw Unreadable(path, 0, $"it is larger than {MaxBytes} bytes.");
        }
        catch (JsonException e)
        {
            throw Unreadable(path, (int)(e.LineNumber ?? -1) + 1, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, 0, e.Message);
        }
    }

    private static RegistryException Unreadable(string path, int line, string reason) =>
        new(ErrorCodes.Unreadable, $"'{path}' cannot be read: {reason}") { File = path, Line = line };
}
