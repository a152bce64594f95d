using System.Text;

namespace Registry.Ledger;

/// <summary>
/// A tag's message in its parts: the subject, the reason as free text, and trailers as the last paragraph.
/// </summary>
internal sealed record TagMessage(string Subject, string Reason, IReadOnlyList<KeyValuePair<string, string>> Trailers)
{
    /// <summary>No message is longer, in UTF-8 bytes.</summary>
    public const int Largest = 16 * 1024;

    private static readonly string[] s_signatures =
    [
        "-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----", "-----BEGIN SSH SIGNATURE-----",
        "-----BEGIN SIGNED MESSAGE-----",
    ];

    /// <summary>What a person is shown: the reason, else the subject.</summary>
    public string Shown => Reason.Length > 0 ? Reason : Subject;

    public string? Find(string key) => Trailers.FirstOrDefault(trailer => trailer.Key == key).Value;

    /// <summary>The values of a trailer that may repeat, in order.</summary>
    public IEnumerable<string> FindAll(string key) =>
        Trailers.Where(trailer => trailer.Key == key).Select(trailer => trailer.Value);

    /// <summary>
    /// Reads a message. Git's own <c>%(contents:trailers)</c> is empty on a signed tag, because a signature follows
    /// without a blank line; here it is taken off first.
    /// </summary>
    public static TagMessage Parse(string text)
    {
        var lines = WithoutSignature(text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'));
        var last = Array.FindLastIndex(lines, line => line.Trim().Length > 0);
        if (last < 0)
        {
            return new TagMessage("", "", []);
        }

        var first = Array.FindIndex(lines, line => line.Trim().Length > 0);
        var blank = Array.FindLastIndex(lines, last, line => line.Trim().Length == 0);
        var trailers = blank > first ? ReadTrailers(lines[(blank + 1)..(last + 1)]) : null;
        var end = trailers is null ? last + 1 : blank;
        var reason = string.Join('\n', lines[(first + 1)..end]).Trim();
        return new TagMessage(lines[first].Trim(), reason, trailers ?? []);
    }

    /// <summary>The text for a tag object, ending in one line feed.</summary>
    public string Format()
    {
        var text = new StringBuilder(Subject).Append('\n');
        if (Reason.Length > 0)
        {
            text.Append('\n').Append(Reason).Append('\n');
        }

        text.Append('\n');
        foreach (var (key, value) in Trailers)
        {
            text.Append(key).Append(": ").Append(FoldedText.Fold(value)).Append('\n');
        }

        return text.ToString();
    }

    private static string[] WithoutSignature(string[] lines)
    {
        var at = Array.FindLastIndex(lines, line => s_signatures.Contains(line.TrimEnd()));
        return at < 0 ? lines : lines[..at];
    }

    private static List<KeyValuePair<string, string>>? ReadTrailers(string[] lines)
    {
        var trailers = new List<KeyValuePair<string, string>>();
        for (var at = 0; at < lines.Length;)
        {
            var colon = lines[at].IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0 || !lines[at].AsSpan(0, colon).ContainsOnlyTrailerName())
            {
                return null;
            }

            var (key, beside) = (lines[at][..colon], lines[at][(colon + 2)..].Trim());
            var end = Array.FindIndex(lines, ++at, line => !FoldedText.IsContinuation(line));
            var below = lines[at..(end < 0 ? lines.Length : end)];
            trailers.Add(new(key, ValueOf(key, beside, below)));
            at += below.Length;
        }

        return trailers;
    }

    /// <summary>Only a description has lines; elsewhere they are joined, as Git does it.</summary>
    private static string ValueOf(string key, string beside, string[] below) =>
        below.Length == 0 ? beside
            : key == Trailer.Description ? FoldedText.Unfold(beside, below)
            : string.Join(' ', below.Select(line => line.Trim()).Prepend(beside));
}

file static class TrailerNames
{
    public static bool ContainsOnlyTrailerName(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
