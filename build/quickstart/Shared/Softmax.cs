namespace QuickStart;

/// <summary>Turns scores into probabilities.</summary>
internal static class Softmax
{
    public static void Apply(Span<float> scores)
    {
        var largest = float.NegativeInfinity;
        foreach (var score in scores)
        {
            largest = Math.Max(largest, score);
        }

        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)Exp(scores[i] - largest);
            sum += scores[i];
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)(scores[i] / sum);
        }
    }

    // Math.Exp asks the C library, whose last bit differs between systems; trained weights, and so the digest
    // of the model, would differ with it. This uses only operations that IEEE 754 defines to the bit.
    private static double Exp(double x)
    {
        if (!(x > -700))
        {
            return double.IsNaN(x) ? x : 0;
        }

        // e^x = 2^n * e^r with |r| <= ln(2) / 2, where twelve terms of the series are enough.
        const double Ln2 = 0.69314718055994530942;
        var n = Math.Round(x / Ln2);
        var r = x - (n * Ln2);
        var series = 1.0;
        for (var term = 12; term > 0; term--)
        {
            series = 1 + (r * series / term);
        }

        return Math.ScaleB(series, (int)n);
    }
}
