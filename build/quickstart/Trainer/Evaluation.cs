namespace QuickStart;

/// <summary>How well a model reads images it was not trained on; the property names become metrics.</summary>
internal sealed record Evaluation(double Accuracy, double MacroF1, double LogLoss, int TestRows)
{
    private const int Decimals = 4;

    public static Evaluation Of(DigitModel model, IReadOnlyCollection<Digit> digits)
    {
        var confusion = new int[Digit.ValueCount, Digit.ValueCount];
        var loss = 0.0;
        foreach (var digit in digits)
        {
            var probabilities = model.Predict(digit);
            confusion[digit.Value, Array.IndexOf(probabilities, probabilities.Max())]++;

            // Without a floor one certain mistake would cost infinity.
            loss -= Math.Log(Math.Max(probabilities[digit.Value], 1e-9));
        }

        var values = Enumerable.Range(0, Digit.ValueCount).ToArray();
        var right = values.Sum(value => confusion[value, value]);
        return new Evaluation(
            Math.Round((double)right / digits.Count, Decimals),
            Math.Round(values.Average(value => F1(confusion, value)), Decimals),
            Math.Round(loss / digits.Count, Decimals),
            digits.Count);
    }

    // 2TP / (2TP + FP + FN): the row and the column of a digit both count its hits.
    private static double F1(int[,] confusion, int value)
    {
        var involved = 0;
        for (var other = 0; other < Digit.ValueCount; other++)
        {
            involved += confusion[value, other] + confusion[other, value];
        }

        return involved == 0 ? 0 : 2.0 * confusion[value, value] / involved;
    }
}
