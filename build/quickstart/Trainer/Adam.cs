namespace QuickStart;

/// <summary>The Adam optimiser (https://arxiv.org/abs/1412.6980) for one array of parameters.</summary>
internal sealed class Adam(float[] parameters, float learningRate)
{
    private const float MeanDecay = 0.9f;
    private const float SquareDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _means = new float[parameters.Length];
    private readonly float[] _squares = new float[parameters.Length];
    private double _meanShare = 1;
    private double _squareShare = 1;

    /// <summary>Summed over the batch; cleared by <see cref="Step"/>.</summary>
    public float[] Gradient { get; } = new float[parameters.Length];

    public void Step(int batchSize)
    {
        _meanShare *= MeanDecay;
        _squareShare *= SquareDecay;
        var rate = (float)(learningRate * Math.Sqrt(1 - _squareShare) / (1 - _meanShare));
        for (var i = 0; i < parameters.Length; i++)
        {
            var slope = Gradient[i] / batchSize;
            _means[i] = (MeanDecay * _means[i]) + ((1 - MeanDecay) * slope);
            _squares[i] = (SquareDecay * _squares[i]) + ((1 - SquareDecay) * slope * slope);
            parameters[i] -= rate * _means[i] / (MathF.Sqrt(_squares[i]) + Epsilon);
        }

        Array.Clear(Gradient);
    }
}
