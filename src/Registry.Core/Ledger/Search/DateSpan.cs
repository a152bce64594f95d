using System.Globalization;

namespace Registry.Ledger.Search;

/// <summary>
/// A date of a filter, as long as it is exact: <c>2026-03-01</c> is a whole day. So <c>=</c> means within it,
/// <c>&lt;</c> before it begins, <c>&gt;</c> after it ends.
/// </summary>
internal readonly record struct DateSpan(DateTimeOffset Start, DateTimeOffset End)
{
    private static readonly (string Format, Func<DateTimeOffset, DateTimeOffset> End)[] s_forms =
    [
        ("yyyy", start => start.AddYears(1)),
        ("yyyy-MM", start => start.AddMonths(1)),
        ("yyyy-MM-dd", start => start.AddDays(1)),
        ("yyyy-MM-dd'T'HH:mmK", start => start.AddMinutes(1)),
        ("yyyy-MM-dd'T'HH:mm:ssK", start => start.AddSeconds(1)),
        ("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", start => start.AddTicks(1)),
    ];

    private static readonly DateTimeOffset s_latest = DateTimeOffset.MaxValue.AddYears(-1);

    /// <summary>ISO 8601: a year, month, day or time; UTC where it names no zone. Null where it is none.</summary>
    public static DateSpan? TryParse(string text)
    {
        var iso = text.Length > 10 && text[10] == ' ' ? $"{text[..10]}T{text[11..]}" : text;
        foreach (var (format, end) in s_forms)
        {
            if (DateTimeOffset.TryParseExact(
                iso, format, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start))
            {
                return new DateSpan(start, start < s_latest ? end(start) : DateTimeOffset.MaxValue);
            }
        }

        return null;
    }

    /// <summary>Below 0 where a time is before it, 0 within, above 0 after.</summary>
    public int Compare(DateTimeOffset time)
    {
        if (time < Start)
        {
            return -1;
        }

        return time < End ? 0 : 1;
    }
}
