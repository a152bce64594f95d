using System.Globalization;
using System.Text;

namespace Registry.Content;

/// <summary>
/// Writes JSON as RFC 8785 has it: no white space, members sorted by UTF-16 code units, only <c>"</c>, <c>\</c> and
/// control characters escaped, numbers as ECMAScript prints them.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Values: null, bool, string, long/int, double, sequences, and dictionaries by string.</summary>
    public static byte[] Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text.ToString());
    }

    /// <summary>A finite number as ECMAScript's Number::toString gives it (RFC 8785, section 3.2.2.3).</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "JSON has no such number.");
        }

        if (value == 0)
        {
            return "0";
        }

        // .NET's "E16" is not the shortest; "R" is, but in another layout. Digits and exponent are taken from it.
        var text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return (value < 0 ? "-" : "") + Layout(digits, whole - leading + exponent);
    }

    /// <summary>Digits d1d2…dk with the point after n of them, n of any sign.</summary>
    private static string Layout(string digits, int n)
    {
        var k = digits.Length;
        if (n is > 0 and <= 21)
        {
            return k <= n ? digits + new string('0', n - k) : $"{digits[..n]}.{digits[n..]}";
        }

        if (n is > -6 and <= 0)
        {
            return "0." + new string('0', -n) + digits;
        }

        var sign = n > 0 ? "+" : "-";
        var rest = k == 1 ? "" : "." + digits[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{rest}e{sign}{Math.Abs(n - 1)}");
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case string words:
                AppendString(text, words);
                break;
            case int or long:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case double number:
                text.Append(Number(number));
                break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                AppendAll(text, '{', members.OrderBy(m => m.Key, StringComparer.Ordinal), '}', member =>
                {
                    AppendString(text, member.Key);
                    text.Append(':');
                    Append(text, member.Value);
                });
                break;
            case IEnumerable<object?> items:
                AppendAll(text, '[', items, ']', item => Append(text, item));
                break;
            default:
                throw new ArgumentException($"'{value.GetType()}' has no JSON form here.", nameof(value));
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            append(item);
        }

        text.Append(close);
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append("\\u00").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
