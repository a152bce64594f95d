using System.Text.Json.Serialization;

namespace QuickStart;

/// <summary>What 'model.json' says: all that is needed to read 'weights.bin' and to use it.</summary>
/// <param name="Layers">The sizes of the layers, from pixels to labels; ReLU between, softmax at the end.</param>
/// <param name="InputScale">What a pixel is multiplied by.</param>
/// <param name="Labels">One character for each value of the last layer.</param>
internal sealed record ModelDescription(
    [property: JsonRequired] string Kind,
    [property: JsonRequired] int[] Layers,
    [property: JsonRequired] float InputScale,
    [property: JsonRequired] string Labels)
{
    private const int LargestLayer = 4096;

    /// <summary>The number of weights and biases.</summary>
    [JsonIgnore]
    public long ParameterCount => Layers.Zip(Layers.Skip(1), (inputs, outputs) => (inputs + 1L) * outputs).Sum();

    /// <summary>Why no model can be built from this, or null if one can.</summary>
    public string? FindFault() => this switch
    {
        { Layers: not { Length: 2 or 3 } } => "it needs two or three layers",
        _ when Layers.Any(size => size is < 1 or > LargestLayer) => $"a layer needs 1 to {LargestLayer} values",
        _ when Layers[0] != Digit.PixelCount => $"its first layer has {Layers[0]} values for {Digit.PixelCount} pixels",
        { Labels: null } => "it has no labels",
        _ when Layers[^1] != Labels.Length => $"its last layer has {Layers[^1]} values for {Labels.Length} labels",
        _ when !float.IsFinite(InputScale) => "its input scale is not a number",
        _ => null,
    };
}
