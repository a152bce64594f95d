using System.Globalization;

namespace QuickStart;

/// <summary>Reads the held-out digits with the model version that the project pins.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [var data, .. var rest] || rest is not ([] or ["--draw"]))
        {
            Console.Error.WriteLine("Usage: App <csv or csv.gz> [--draw]");
            return 1;
        }

        try
        {
            Show(ModelFolder.Load(ModelAssets.Digits.Path), DigitSplit.Of(DigitFile.Read(data)).HeldOut, rest.Length > 0);
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Show(DigitModel model, IReadOnlyCollection<Digit> digits, bool draw)
    {
        var readings = digits.ToLookup(digit => model.Read(digit) == digit.Label);
        var (right, wrong) = (readings[true], readings[false]);
        var share = (100.0 * right.Count() / digits.Count).ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"Model 'digits' {ModelAssets.Digits.Version} ({model.Description.Kind}) reads " +
            $"{right.Count()} of {digits.Count} held-out digits: {share} %.");
        if (!draw)
        {
            return;
        }

        Console.WriteLine();

        // A mistake says more about a model than its successes.
        var shown = right.DistinctBy(digit => digit.Value).Take(2).Concat(wrong.Take(1))
            .Select(digit => (digit, $"read {model.Read(digit)}, is {digit.Label}"));
        foreach (var line in DigitArt.Draw([.. shown]))
        {
            Console.WriteLine(line);
        }
    }
}
