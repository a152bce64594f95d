using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>Hashtables as the core takes them; the same under every culture.</summary>
internal static class HashtableReader
{
    public static IReadOnlyDictionary<string, double> Metrics(Hashtable? table) => Read(table, Metric);

    public static IReadOnlyDictionary<string, string> Texts(Hashtable? table) => Read(table, (_, value) => Text(value));

    /// <summary>The same where <c>$null</c> takes a key away.</summary>
    public static IReadOnlyDictionary<string, double?> MetricsOrNull(Hashtable? table) =>
        Read<double?>(table, (key, value) => value is null ? null : Metric(key, value));

    /// <summary>The same where <c>$null</c> takes a key away.</summary>
    public static IReadOnlyDictionary<string, string?> TextsOrNull(Hashtable? table) =>
        Read(table, (_, value) => value is null ? null : Text(value));

    private static double Metric(string key, object? value) => Number(value) ?? throw new RegistryException(
        ErrorCodes.Malformed,
        $"Metric '{key}' is '{Text(value)}', not a finite number; give one such as 0.913, with a point.");

    private static Dictionary<string, T> Read<T>(Hashtable? table, Func<string, object?, T> convert)
    {
        var read = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table ?? [])
        {
            var key = Text(Bare(entry.Key));
            if (!read.TryAdd(key, convert(key, Bare(entry.Value))))
            {
                throw new RegistryException(ErrorCodes.Malformed, $"Key '{key}' is there twice; keep one.");
            }
        }

        return read;
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static double? Number(object? value)
    {
        double? number = value switch
        {
            string text => Parse(text),
            // As it is written: 0.1f is meant to be 0.1, not 0.10000000149.
            float single => Parse(single.ToString(CultureInfo.InvariantCulture)),
            double or decimal or sbyte or byte or short or ushort or int or uint or long or ulong =>
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
            Half or Int128 or UInt128 or System.Numerics.BigInteger => Parse(Text(value)),
            _ => null,
        };
        return number is { } finite && double.IsFinite(finite) ? number : null;
    }

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        DateTime date => date.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset date => date.ToString("o", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };
}
