using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785, appendix B: IEEE 754 bits and the text of the number.</summary>
    [Theory]
    [InlineData("0000000000000000", "0"), InlineData("8000000000000000", "0"), InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324"), InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308"), InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992"), InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22"), InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23"), InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000"), InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"), InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332"), InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333"), InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343"), InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void A_number_is_written_as_the_rfc_has_it(string bits, string text) =>
        CanonicalJson.Number(
            BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
            .ShouldBe(text);

    [Theory]
    [InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_number_that_json_lacks_is_refused(double value) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CanonicalJson.Number(value));

    [Fact]
    public void Every_number_reads_back_to_the_same_bits() =>
        Generated.ForAll(
            Gen.Choose(0, int.MaxValue).Two(),
            halves =>
            {
                var value = BitConverter.Int64BitsToDouble(
                    ((long)halves.Item1 << 33) ^ halves.Item2 ^ ((long)halves.Item2 << 50));
                if (double.IsFinite(value))
                {
                    double.Parse(CanonicalJson.Number(value), CultureInfo.InvariantCulture).ShouldBe(value);
                }
            },
            tests: 5000);

    /// <summary>
    /// RFC 8785, section 3.2.2 and 3.2.3: what is escaped and what is not, and members by UTF-16 code units.
    /// </summary>
    [Fact]
    public void The_rfcs_sample_of_strings_comes_out_byte_for_byte() =>
        Text(new Dictionary<string, object?>
        {
            ["string"] = "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f",
            ["literals"] = new object?[] { null, true, false },
        }).ShouldBe("{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");

    [Fact]
    public void Members_are_sorted_by_utf16_code_units()
    {
        string[] names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"];

        Text(names.ToDictionary(name => name, _ => (object?)0)).ShouldBe(
            "{\"\\r\":0,\"1\":0,\"\u0080\":0,\"ö\":0,\"€\":0,\"\U0001f600\":0,\"\ufb33\":0}");
    }

    [Fact]
    public void Only_quote_backslash_and_control_characters_are_escaped() =>
        Text("\b\t\n\f\r\u0000\u001f\u007f\u2028</script>é\"\\").ShouldBe(
            "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028</script>é\\\"\\\\\"");

    [Fact]
    public void A_text_that_is_no_unicode_is_refused() =>
        Should.Throw<EncoderFallbackException>(() => CanonicalJson.Write("\ud800"));

    [Fact]
    public void Every_string_reads_back() =>
        Generated.ForAll(
            Generated.Text(
                0, 12, ["a", "\"", "\\", "\n", "\0", "\u001f", "/", "é", "模", "\U0001f600", "\u2029", "\u007f"]),
            text => JsonSerializer.Deserialize<string>(CanonicalJson.Write(text)).ShouldBe(text));

    private static string Text(object? value) => Encoding.UTF8.GetString(CanonicalJson.Write(value));
}
