using System.Buffers.Text;
using System.Text;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>
/// Finds an event's number in a message without taking the rest apart: every tag's number is needed, few messages are.
/// It says what <see cref="RegistryEvent.NumberOf"/> says of the parsed message.
/// </summary>
internal static class NumberText
{
    private static ReadOnlySpan<byte> Line => "\nModel-Event: "u8;

    public static long? Read(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf(Line);
        return at < 0 ? null
            : TryReadPlain(message, at + 1, out var number) ? number
            : RegistryEvent.NumberOf(TagMessage.Parse(Encoding.UTF8.GetString(message)));
    }

    /// <summary>
    /// Reads it from the form that we write: plain lines, and the number the first trailer of the last paragraph.
    /// Whether each line after it is a trailer decides whether this is one.
    /// </summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> message, int at, out long? number)
    {
        number = null;
        var trailers = message[at..];
        if (!message[..at].EndsWith("\n\n"u8) || !trailers.EndsWith("\n"u8) || IsBlank(message[..at])
            || message.IndexOf("-----BEGIN "u8) >= 0)
        {
            return false;
        }

        foreach (var range in trailers[..^1].Split((byte)'\n'))
        {
            if (!IsTrailer(trailers[range]))
            {
                return false;
            }
        }

        var digits = trailers[(Line.Length - 1)..trailers.IndexOf((byte)'\n')];
        if (digits.Length is 0 or > 18 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        _ = Utf8Parser.TryParse(digits, out long value, out _);
        number = value is > 0 and <= TagName.MaxCounter ? value : null;
        return true;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => !text.ContainsAnyInRange((byte)'!', (byte)'~');

    private static bool IsTrailer(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf(": "u8);
        if (colon <= 0)
        {
            return false;
        }

        foreach (var c in line[..colon])
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
