namespace QuickStart;

/// <summary>A fully connected layer; the weights of each output lie together.</summary>
internal sealed class DenseLayer(int inputs, int outputs)
{
    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    public float[] Weights { get; } = new float[inputs * outputs];

    public float[] Biases { get; } = new float[outputs];

    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var o = 0; o < Outputs; o++)
        {
            var weights = Weights.AsSpan(o * Inputs, Inputs);
            var sum = Biases[o];
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * input[i];
            }

            output[o] = sum;
        }
    }
}
