using System.Globalization;
using System.Text;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>Puts a tag's message together and keeps it under its bound.</summary>
internal static class MessageBuilder
{
    private const int LongestKey = 100;

    /// <summary>Given up in this order when a registration grows too long; the record has them all.</summary>
    private static readonly string[] s_givenUp = [Trailer.Param, Trailer.Data, Trailer.Metric];

    public static TagMessage Build(ModelName model, EventDraft draft, long number, RegistryEvent? previous)
    {
        var trailers = new List<KeyValuePair<string, string>>
        {
            new(Trailer.Event, number.ToString(CultureInfo.InvariantCulture)),
        };
        if (previous is not null)
        {
            trailers.Add(new(Trailer.Previous, previous.TagObject.Hex));
        }

        if (draft.Version is not null)
        {
            trailers.Add(new(Trailer.Version, draft.Version.ToString()));
        }

        trailers.AddRange(draft.Trailers);
        return Fit(
            new TagMessage(draft.Subject(model), draft.Reason, trailers),
            draft.Kind == EventKind.Register ? s_givenUp : []);
    }

    /// <summary>A reason as it is kept: line feeds alone, no white space around.</summary>
    /// <exception cref="RegistryException">MLR1003 for what would break the message.</exception>
    public static string Reason(string? text)
    {
        var reason = (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (reason.Split('\n').Any(line => line.StartsWith("-----BEGIN ", StringComparison.Ordinal)))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                "A line of the message begins with '-----BEGIN ', which Git would take for a signature; reword it.");
        }

        return reason.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            || reason.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? throw new RegistryException(ErrorCodes.Malformed, "The message has control characters in it; take them out.")
            : Encoding.UTF8.GetByteCount(reason) > TagMessage.Largest / 2
                ? throw new RegistryException(
                    ErrorCodes.Malformed, $"The message is longer than {TagMessage.Largest / 2} bytes; shorten it.")
                : reason;
    }

    /// <summary>One <c>key=value</c> trailer for each pair, keys in ordinal order.</summary>
    /// <exception cref="RegistryException">MLR1003 for a key or value that cannot be kept.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(
        string trailer, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (var (key, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            EnsureKey(trailer, key);
            yield return new(trailer, $"{key}={OneLine(value, $"{trailer.ToLowerInvariant()} '{key}'")}");
        }
    }

    /// <exception cref="RegistryException">MLR1003 for a key that cannot be kept.</exception>
    public static void EnsureKey(string trailer, string key)
    {
        if (key.Length is 0 or > LongestKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || "_./@-".Contains(c)))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"The {trailer.ToLowerInvariant()} key '{Shown.Of(key)}' is refused; use 1 to {LongestKey} of letters, "
                + "digits and '_ . / @ -'.");
        }
    }

    /// <summary>
    /// A description as it is kept, Markdown of any number of lines: line feeds alone, no blank lines around. Empty where
    /// there is no text.
    /// </summary>
    /// <exception cref="RegistryException">MLR1003 for control characters.</exception>
    public static string Description(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd().Split('\n');
        var description = string.Join('\n', lines.SkipWhile(string.IsNullOrWhiteSpace));
        return description.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            || description.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? throw new RegistryException(
                ErrorCodes.Malformed, "The description has control characters in it, or is no valid Unicode; take them out.")
            : description;
    }

    /// <exception cref="RegistryException">MLR1003 where it is not one line.</exception>
    public static string OneLine(string value, string what) =>
        value is null || value.Any(char.IsControl) || value.Any(c => c is '\u2028' or '\u2029')
        || value.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? throw new RegistryException(
                ErrorCodes.Malformed, $"The {what} must be one line of valid Unicode, without control characters.")
            : value.Trim();

    /// <summary>A metric as it is written: invariant, shortest form that reads back to the same number.</summary>
    /// <exception cref="RegistryException">MLR1003 for NaN and infinities.</exception>
    public static string Number(string key, double value) =>
        double.IsFinite(value)
            ? Content.CanonicalJson.Number(value)
            : throw new RegistryException(
                ErrorCodes.Malformed, $"The metric '{Shown.Of(key)}' is not a finite number; leave it out or correct it.");

    private static TagMessage Fit(TagMessage message, IEnumerable<string> givenUp)
    {
        foreach (var key in givenUp)
        {
            if (Encoding.UTF8.GetByteCount(message.Format()) < TagMessage.Largest)
            {
                break;
            }

            var kept = message.Trailers.Where(trailer => trailer.Key != key).ToList();
            if (kept.Count < message.Trailers.Count)
            {
                kept.Add(new(Trailer.Truncated, key));
                message = message with { Trailers = kept };
            }
        }

        return Encoding.UTF8.GetByteCount(message.Format()) < TagMessage.Largest ? message : throw new RegistryException(
            ErrorCodes.Malformed,
            $"What the event says does not fit into a tag of {TagMessage.Largest} bytes; shorten its reason, description or "
            + "labels, or do it in several steps.");
    }
}
