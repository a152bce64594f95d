using System.Globalization;

namespace Registry.Git;

/// <summary>An identity as Git writes it: <c>Name &lt;email&gt;</c> with a time in a zone.</summary>
internal sealed record Signature(string Name, string Email, DateTimeOffset Date)
{
    /// <summary>
    /// From <c>Name &lt;email&gt; 1704103380 +0000</c>; null where the time is out of .NET's range or malformed.
    /// </summary>
    public static Signature? TryParse(string text)
    {
        var open = text.LastIndexOf('<');
        var close = text.LastIndexOf('>');
        if (open < 0 || close < open)
        {
            return null;
        }

        var when = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return when.Length == 2
            && long.TryParse(when[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= 253402300799 - (24 * 3600)
            && ParseZone(when[1]) is { } zone
                ? new Signature(
                    text[..open].Trim(), text[(open + 1)..close].Trim(),
                    DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(zone))
                : null;
    }

    public string Format(DateTimeOffset date)
    {
        var zone = date.Offset;
        var minutes = Math.Abs((zone.Hours * 60) + zone.Minutes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} <{Email}> {date.ToUnixTimeSeconds()} {(zone < TimeSpan.Zero ? '-' : '+')}{minutes / 60:00}{minutes % 60:00}");
    }

    private static TimeSpan? ParseZone(string text)
    {
        if (text.Length != 5 || text[0] is not ('+' or '-')
            || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var minutes = ((number / 100) * 60) + (number % 100);

        // .NET knows offsets to 14 hours; an odd zone changes nothing of the moment, so it reads as UTC.
        return minutes > 14 * 60 ? TimeSpan.Zero : TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes);
    }
}

/// <summary>An annotated tag, as its object's text has it.</summary>
internal sealed record TagObject(string Target, string TargetType, string Name, Signature? Tagger, string Message)
{
    /// <summary>Reads the text of a tag object; null where it is none.</summary>
    public static TagObject? TryParse(string text)
    {
        string? target = null, type = null, name = null;
        Signature? tagger = null;
        var at = 0;
        while (at < text.Length && text[at] != '\n')
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var line = text[at..end];
            at = end + 1;
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (key, value) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
            switch (key)
            {
                case "object": target = value; break;
                case "type": type = value; break;
                case "tag": name = value; break;
                case "tagger": tagger = Signature.TryParse(value); break;
                default: break;
            }
        }

        return target is null || type is null || name is null
            ? null
            : new TagObject(target, type, name, tagger, at < text.Length ? text[(at + 1)..] : "");
    }

    /// <summary>The text that <c>git mktag</c> takes.</summary>
    public static string Format(ObjectId commit, string name, string tagger, string message) =>
        $"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}";
}
