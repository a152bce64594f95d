namespace QuickStart;

/// <summary>Learns the parameters of one layer by back-propagation.</summary>
internal sealed class LayerTrainer
{
    private readonly DenseLayer _layer;
    private readonly Adam _weights;
    private readonly Adam _biases;

    public LayerTrainer(DenseLayer layer, float learningRate, SeededRandom random)
    {
        _layer = layer;
        _weights = new Adam(layer.Weights, learningRate);
        _biases = new Adam(layer.Biases, learningRate);

        // He initialisation, uniform: the values keep their spread from layer to layer.
        var limit = Math.Sqrt(6.0 / layer.Inputs);
        for (var i = 0; i < layer.Weights.Length; i++)
        {
            layer.Weights[i] = (float)(limit * random.NextSigned());
        }
    }

    /// <summary>Adds one image's share to the gradient.</summary>
    public void Accumulate(float[] input, float[] error)
    {
        for (var o = 0; o < error.Length; o++)
        {
            var slope = error[o];
            var gradient = _weights.Gradient.AsSpan(o * input.Length, input.Length);
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] += slope * input[i];
            }

            _biases.Gradient[o] += slope;
        }
    }

    /// <summary>The error of the layer below, whose values were rectified to <paramref name="input"/>.</summary>
    public float[] Propagate(float[] input, float[] error)
    {
        var below = new float[input.Length];
        for (var o = 0; o < error.Length; o++)
        {
            var weights = _layer.Weights.AsSpan(o * input.Length, input.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                // ReLU has no slope where it gave zero.
                below[i] += input[i] > 0 ? error[o] * weights[i] : 0;
            }
        }

        return below;
    }

    public void Step(int batchSize)
    {
        _weights.Step(batchSize);
        _biases.Step(batchSize);
    }
}
