namespace QuickStart;

/// <summary>A feed-forward network; without a hidden layer it is softmax regression.</summary>
internal sealed class DigitModel
{
    public DigitModel(ModelDescription description)
    {
        Description = description;
        var sizes = description.Layers;
        Layers = [.. sizes.Zip(sizes.Skip(1), (inputs, outputs) => new DenseLayer(inputs, outputs))];
        Values = [.. sizes.Select(size => new float[size])];
    }

    public ModelDescription Description { get; }

    public DenseLayer[] Layers { get; }

    /// <summary>What each layer held after the last prediction, from scaled pixels to probabilities.</summary>
    public float[][] Values { get; }

    /// <summary>The probability of each label; overwritten by the next call.</summary>
    public float[] Predict(Digit digit)
    {
        for (var i = 0; i < digit.Pixels.Length; i++)
        {
            Values[0][i] = digit.Pixels[i] * Description.InputScale;
        }

        for (var l = 0; l < Layers.Length; l++)
        {
            Layers[l].Apply(Values[l], Values[l + 1]);
            if (l < Layers.Length - 1)
            {
                Rectify(Values[l + 1]);
            }
        }

        Softmax.Apply(Values[^1]);
        return Values[^1];
    }

    /// <summary>The most probable label.</summary>
    public char Read(Digit digit)
    {
        var probabilities = Predict(digit);
        return Description.Labels[Array.IndexOf(probabilities, probabilities.Max())];
    }

    private static void Rectify(float[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Max(0, values[i]);
        }
    }
}
