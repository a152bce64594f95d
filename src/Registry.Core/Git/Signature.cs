using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Registry.Git;

/// <summary>An identity as Git writes it: <c>Name &lt;email&gt;</c> with a time in a zone.</summary>
internal sealed record Signature(string Name, string Email, DateTimeOffset Date)
{
    /// <summary>The last second that every zone can show.</summary>
    private const long Latest = 253402300799 - (24 * 3600);

    /// <summary>
    /// From <c>Name &lt;email&gt; 1704103380 +0000</c>; null where the time is out of .NET's range or malformed.
    /// </summary>
    public static Signature? TryParse(string text) => TryParse(Encoding.UTF8.GetBytes(text));

    public static Signature? TryParse(ReadOnlySpan<byte> text) => ReadDate(text) is not { } date ? null : new Signature(
        Encoding.UTF8.GetString(text[..text.LastIndexOf((byte)'<')]).Trim(),
        Encoding.UTF8.GetString(text[(text.LastIndexOf((byte)'<') + 1)..text.LastIndexOf((byte)'>')]).Trim(),
        date);

    /// <summary>The time alone, which costs no string; null exactly where there is no signature.</summary>
    public static DateTimeOffset? ReadDate(ReadOnlySpan<byte> text)
    {
        var open = text.LastIndexOf((byte)'<');
        var close = text.LastIndexOf((byte)'>');
        if (open < 0 || close < open)
        {
            return null;
        }

        var when = text[(close + 1)..].Trim((byte)' ');
        var space = when.IndexOf((byte)' ');
        return space > 0 && Utf8Parser.TryParse(when[..space], out long seconds, out var read) && read == space
            && when[0] is not ((byte)'+' or (byte)'-') && seconds <= Latest
            && ReadZone(when[space..].TrimStart((byte)' ')) is { } zone
                ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(zone) : null;
    }

    public string Format(DateTimeOffset date)
    {
        var zone = date.Offset;
        var minutes = Math.Abs((zone.Hours * 60) + zone.Minutes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} <{Email}> {date.ToUnixTimeSeconds()} {(zone < TimeSpan.Zero ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}");
    }

    private static TimeSpan? ReadZone(ReadOnlySpan<byte> text)
    {
        if (text.Length != 5 || text[0] is not ((byte)'+' or (byte)'-')
            || text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        _ = Utf8Parser.TryParse(text[1..], out int number, out _);
        var minutes = ((number / 100) * 60) + (number % 100);

        // .NET knows offsets to 14 hours; an odd zone changes nothing of the moment, so it reads as UTC.
        return minutes > 14 * 60 ? TimeSpan.Zero : TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes);
    }
}
