using System.Collections;
using System.Globalization;

namespace Registry.PowerShell.Binding;

/// <summary>Values as people read them. Public because the views in <c>Registry.Format.ps1xml</c> call it.</summary>
public static class Display
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Such as <c>1.2 GiB</c>; empty where unknown.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is null)
        {
            return "";
        }

        double value = bytes.Value;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format = unit == 0 || value >= 100 ? "0" : "0.0";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>Local time to the minute.</summary>
    public static string Date(DateTimeOffset date) =>
        date.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What an event is about: <c>churn#prod v1.2.0</c>, <c>churn@v1.2.0</c>, or the model alone.</summary>
    public static string About(string name, string? version, string? stage) =>
        !string.IsNullOrEmpty(stage) ? $"{name}#{stage} {version}".TrimEnd()
        : string.IsNullOrEmpty(version) ? name : $"{name}@{version}";

    /// <summary>What an event did, and what became of its tag unless it is there: <c>assign (deleted)</c>.</summary>
    public static string Kind(string kind, object? status) =>
        $"{status}" is "" or nameof(EventStatus.Present) ? kind : $"{kind} ({$"{status}".ToLowerInvariant()})";

    /// <summary>The items of a list, or <c>key=value</c> of a dictionary, separated by commas.</summary>
    public static string Join(object? items) => items switch
    {
        null => "",
        string text => text,
        IEnumerable<KeyValuePair<string, string>> pairs => string.Join(", ", pairs.Select(p => $"{p.Key}={p.Value}")),
        IEnumerable<KeyValuePair<string, double>> pairs => string.Join(
            ", ", pairs.Select(p => p.Key + "=" + p.Value.ToString(CultureInfo.InvariantCulture))),
        // What comes back from another process: Start-Job, Import-Clixml.
        IDictionary pairs => string.Join(", ", pairs.Keys.Cast<object>().Select(key => $"{key}={pairs[key]}")),
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        _ => items.ToString() ?? "",
    };
}
