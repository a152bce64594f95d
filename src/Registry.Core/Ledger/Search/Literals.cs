using System.Globalization;
using Registry.Naming;

namespace Registry.Ledger.Search;

/// <summary>What the values of a filter mean, by the field they are compared with.</summary>
internal static class Literals
{
    /// <summary>Units in any case; those with <c>i</c> are powers of 1024, the others of 1000.</summary>
    private static readonly (string Unit, double Bytes)[] s_units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    public static bool IsUnit(string text) =>
        s_units.Any(unit => unit.Unit.Equals(text, StringComparison.OrdinalIgnoreCase));

    public static bool TryNumber(string text, out double number) =>
        double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    public static string Text(FilterText source, Field field, Token token) =>
        token.Kind == TokenKind.Text ? token.Value
            : throw source.Wrong(
                token.At, $"Expected a string for '{field}', found {source.Of(token)}; put it in single quotes.");

    public static double Number(FilterText source, Field field, Token token) =>
        token.Kind == TokenKind.Number && TryNumber(token.Value, out var number) ? number
            : throw source.Wrong(
                token.At,
                $"Expected a number for '{field}', found {source.Of(token)}; write it without quotes, such as 0.95.");

    /// <summary>A number that MLflow takes in quotes, too.</summary>
    public static double Count(FilterText source, Field field, Token token) =>
        TryNumber(token.Value, out var number) ? number
            : throw source.Wrong(
                token.At,
                $"Expected a number for '{field}', found {source.Of(token)}; for whole versions use 'version'.");

    public static double Bytes(FilterText source, Field field, Token token)
    {
        var text = token.Value.Trim();
        var (unit, factor) = s_units.FirstOrDefault(
            unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        return TryNumber(text[..^unit.Length].TrimEnd(), out var number) && double.IsFinite(number * factor)
            ? number * factor
            : throw source.Wrong(
                token.At,
                $"Expected a size for '{field}', found {source.Of(token)}; write bytes, or a unit too: 500MB, 1.5GiB.");
    }

    public static SemanticVersion Version(FilterText source, Field field, Token token) =>
        token.Kind == TokenKind.Text && SemanticVersion.TryParse(token.Value) is { } version ? version
            : throw source.Wrong(
                token.At,
                $"Expected a version for '{field}', found {source.Of(token)}; write a whole one in single quotes, "
                + "such as '2.1.0', or a pattern, such as LIKE '2.%'.");

    public static DateSpan Date(FilterText source, Field field, Token token) =>
        token.Kind == TokenKind.Text && DateSpan.TryParse(token.Value) is { } span ? span
            : throw source.Wrong(
                token.At,
                $"Expected a date for '{field}', found {source.Of(token)}; write it in single quotes as ISO 8601 has "
                + "it, such as '2026-03-01' or '2026-03-01T14:30:00Z'.");
}
