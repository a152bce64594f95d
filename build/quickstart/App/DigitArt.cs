namespace QuickStart;

/// <summary>Draws digits side by side in plain text, two characters to the pixel.</summary>
internal static class DigitArt
{
    private const string Shades = " .:-=+*#%@";
    private const int Width = 2 * Digit.Side;
    private const string Gap = "        ";

    public static IEnumerable<string> Draw(IReadOnlyCollection<(Digit Digit, string Caption)> pictures)
    {
        for (var y = 0; y < Digit.Side; y++)
        {
            yield return Join(pictures.Select(picture => Row(picture.Digit, y)));
        }

        yield return Join(pictures.Select(picture => picture.Caption));
    }

    private static string Join(IEnumerable<string> cells) =>
        (Gap + string.Join(Gap, cells.Select(cell => cell.PadRight(Width)))).TrimEnd();

    private static string Row(Digit digit, int y) =>
        string.Concat(digit.Pixels.Skip(y * Digit.Side).Take(Digit.Side).Select(Shade));

    private static string Shade(byte pixel) => new(Shades[pixel * (Shades.Length - 1) / Digit.Ink], 2);
}
