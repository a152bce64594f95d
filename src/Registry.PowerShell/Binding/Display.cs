using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Registry.PowerShell.Binding;

/// <summary>Values as people read them. Public because the views in <c>Registry.Format.ps1xml</c> call it.</summary>
public static partial class Display
{
    private const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly char[] Spaces = [' ', '\n', '\r', '\t'];
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

    /// <summary>How long ago, within a week; the local day before that. Never longer than a day is.</summary>
    public static string Ago(DateTimeOffset? date) => date is { } known ? Ago(known, DateTimeOffset.Now) : "";

    internal static string Ago(DateTimeOffset date, DateTimeOffset now) => (now - date) switch
    {
        // Events are dated a second apart, so that those of a script lie ahead of the clock.
        { TotalMinutes: > -5 and < 1 } => "just now",
        { TotalMinutes: >= 1 and < 60 } age => string.Create(CultureInfo.InvariantCulture, $"{age.Minutes} min ago"),
        { TotalHours: >= 1 and < 24 } age => string.Create(CultureInfo.InvariantCulture, $"{age.Hours} h ago"),
        { TotalDays: >= 1 and < 2 } => "1 day ago",
        { TotalDays: >= 2 and < 7 } age => string.Create(CultureInfo.InvariantCulture, $"{age.Days} days ago"),
        _ => date.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>The reason of an event; empty where none was given, and the tag has its subject only.</summary>
    public static string Reason(string? message) =>
        message is null || Subject().IsMatch(message) ? "" : message;

    /// <summary>The numbers of events by their tags: <c>7</c>, or <c>5-7</c> of a command that wrote several.</summary>
    public static string Events(object? number, object? tags)
    {
        var numbers = (tags as IEnumerable ?? Array.Empty<string>()).Cast<object>()
            .Select(tag => $"{tag}".Split('#')[^1])
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(n => n > 0).Order().ToList();
        return numbers.Count > 1 ? $"{numbers[0]}-{numbers[^1]}" : $"{number}";
    }

    /// <summary>The same words on lines of at most so many characters; a longer word has a line of its own.</summary>
    internal static string Break(string text, int room)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(Spaces, Tidy))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= room)
            {
                lines[^1] += " " + word;
            }
            else
            {
                lines.Add(word);
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>A number of things and their bytes: <c>3 (1.5 KiB)</c>.</summary>
    public static string Count(long count, long bytes) => count == 0 ? "0" : $"{count} ({Size(bytes)})";

    /// <summary>A digest, or a commit that stands for a version, by its first 12 digits; other values as they are.</summary>
    public static string Value(string? value) => value switch
    {
        null => "",
        { Length: 71 } when value.StartsWith("sha256:", StringComparison.Ordinal) => value[7..19],
        { Length: 40 or 64 } when value.All(char.IsAsciiHexDigitLower) => value[..12],
        _ => value,
    };

    /// <summary>A text that has room, else its two ends: names differ in either.</summary>
    internal static string Fit(string text, int room) => text.Length <= room
        ? text : string.Concat(text.AsSpan(0, (room - 1) / 2), "…", text.AsSpan(text.Length - (room / 2)));

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

    /// <summary>GTO's words, which a tag has where nobody said why.</summary>
    [GeneratedRegex(
        @"^((Registering|Deregistering|Deprecating|Erasing|Annotating) artifact|(Assigning|Unassigning) stage '?\S+ to artifact)"
        + @" '?\S+?( version \S+)?$")]
    private static partial Regex Subject();
}
