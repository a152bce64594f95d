using QuickStart;

namespace Serving;

/// <summary>What the service answers: a digit, how sure the model is of it, and which version said so.</summary>
internal sealed record Reading(string Digit, float Probability, string Version);

/// <summary>Reads one image at a time: a model keeps the values of its layers while it predicts.</summary>
internal sealed class Classifier(DigitModel model)
{
    private readonly Lock _oneAtATime = new();

    /// <summary>Why these pixels are no image, or null if they are one.</summary>
    public static string? FindFault(int[] pixels) =>
        pixels.Length != Digit.PixelCount
            ? $"An image has {Digit.PixelCount} pixels, row by row; these are {pixels.Length}."
            : Array.Find(pixels, pixel => pixel is < 0 or > Digit.Ink) is var odd and not 0
                ? $"A pixel is a number from 0 (paper) to {Digit.Ink} (ink); one is {odd}."
                : null;

    public Reading Read(int[] pixels)
    {
        var digit = new Digit([.. pixels.Select(pixel => (byte)pixel)], Value: 0);
        lock (_oneAtATime)
        {
            var probabilities = model.Predict(digit);
            var probability = probabilities.Max();
            var label = model.Description.Labels[Array.IndexOf(probabilities, probability)];
            return new Reading($"{label}", probability, ModelAssets.Digits.Version);
        }
    }
}
