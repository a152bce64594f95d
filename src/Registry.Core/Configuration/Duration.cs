using System.Globalization;

namespace Registry.Configuration;

/// <summary>Spans of time as people write them in <c>registry.yaml</c>: <c>36h</c>, <c>90d</c>, <c>12w</c>.</summary>
internal static class Duration
{
    private const int MostDigits = 5;

    /// <summary>Null for anything else.</summary>
    public static TimeSpan? TryParse(string text) =>
        text.Length is > 1 and <= MostDigits + 1 && text[..^1].All(char.IsAsciiDigit)
        && int.Parse(text[..^1], CultureInfo.InvariantCulture) is > 0 and var count
            ? text[^1] switch
            {
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                'w' => TimeSpan.FromDays(7L * count),
                _ => null,
            }
            : null;

    /// <summary>In days where it is whole days, else in hours.</summary>
    public static string Format(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(span.TotalHours % 24 == 0 ? $"{(long)span.TotalDays}d" : $"{(long)span.TotalHours}h")}");
}
