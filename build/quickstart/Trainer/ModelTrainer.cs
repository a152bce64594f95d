namespace QuickStart;

/// <summary>Fits a model to labelled images by mini-batch gradient descent on the log loss.</summary>
internal static class ModelTrainer
{
    public static DigitModel Train(Recipe recipe, IEnumerable<Digit> training)
    {
        var model = new DigitModel(recipe.Describe());
        var random = new SeededRandom(recipe.Seed);
        var layers = Array.ConvertAll(model.Layers, layer => new LayerTrainer(layer, recipe.LearningRate, random));
        var digits = training.ToArray();
        for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            random.Shuffle(digits);
            foreach (var batch in digits.Chunk(recipe.BatchSize))
            {
                Learn(model, layers, batch);
            }
        }

        return model;
    }

    private static void Learn(DigitModel model, LayerTrainer[] layers, Digit[] batch)
    {
        foreach (var digit in batch)
        {
            // The slope of log loss after softmax is simply what was said minus what is true.
            var error = model.Predict(digit).ToArray();
            error[digit.Value] -= 1;
            for (var l = layers.Length - 1; l >= 0; l--)
            {
                layers[l].Accumulate(model.Values[l], error);
                if (l > 0)
                {
                    error = layers[l].Propagate(model.Values[l], error);
                }
            }
        }

        foreach (var layer in layers)
        {
            layer.Step(batch.Length);
        }
    }
}
