using System.Globalization;
using System.IO.Compression;

namespace QuickStart;

/// <summary>Reads the data set: a CSV file without header, compressed if its name ends in '.gz'.</summary>
internal static class DigitFile
{
    private const int Columns = Digit.PixelCount + 1;

    public static List<Digit> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var reader = new StreamReader(unzipped);

        var digits = new List<Digit>();
        try
        {
            while (reader.ReadLine() is { } line)
            {
                digits.Add(Parse(line));
            }
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"'{path}' is not the digits data set; row {digits.Count + 1}: {e.Message}", e);
        }

        return digits;
    }

    private static Digit Parse(string line)
    {
        var fields = line.Split(',');
        if (fields.Length != Columns)
        {
            throw new InvalidDataException($"{fields.Length} columns instead of {Columns}.");
        }

        var pixels = new byte[Digit.PixelCount];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = ParseUpTo(Digit.Ink, fields[i]);
        }

        return new Digit(pixels, ParseUpTo(Digit.ValueCount - 1, fields[^1]));
    }

    private static byte ParseUpTo(int largest, string field) =>
        byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= largest
            ? value
            : throw new InvalidDataException($"'{field}' is not a number from 0 to {largest}.");
}
