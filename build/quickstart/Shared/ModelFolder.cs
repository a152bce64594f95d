using System.Text.Json;

namespace QuickStart;

/// <summary>A model on disk: 'model.json' describes it, 'weights.bin' holds little-endian 32-bit floats.</summary>
internal static class ModelFolder
{
    private const string DescriptionFile = "model.json";
    private const string WeightsFile = "weights.bin";
    private const int LargestDescription = 64 * 1024;

    // Fixed line ends: the same model has the same bytes on every system.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static void Save(DigitModel model, string folder)
    {
        Directory.CreateDirectory(folder);
        var description = JsonSerializer.Serialize(model.Description, Json);
        File.WriteAllText(Path.Combine(folder, DescriptionFile), description + "\n");

        using var weights = new BinaryWriter(File.Create(Path.Combine(folder, WeightsFile)));
        foreach (var value in Blocks(model).SelectMany(block => block))
        {
            weights.Write(value);
        }
    }

    /// <exception cref="InvalidDataException">The files are there but do not make a model.</exception>
    public static DigitModel Load(string folder)
    {
        var description = ReadDescription(Path.Combine(folder, DescriptionFile));
        var path = Path.Combine(folder, WeightsFile);
        using var file = File.OpenRead(path);

        // Before anything of that size is allocated.
        var expected = description.ParameterCount * sizeof(float);
        if (file.Length != expected)
        {
            throw new InvalidDataException(
                $"'{path}' has {file.Length} bytes; '{DescriptionFile}' asks for {expected}.");
        }

        var model = new DigitModel(description);
        using var weights = new BinaryReader(file);
        foreach (var block in Blocks(model))
        {
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = weights.ReadSingle();
            }
        }

        return Blocks(model).SelectMany(block => block).All(float.IsFinite)
            ? model
            : throw new InvalidDataException($"'{path}' holds weights that are not numbers.");
    }

    private static ModelDescription ReadDescription(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > LargestDescription)
        {
            throw new InvalidDataException($"'{path}' has {file.Length} bytes; at most {LargestDescription} are read.");
        }

        try
        {
            var description = JsonSerializer.Deserialize<ModelDescription>(file, Json);
            var fault = description is null ? "it is empty" : description.FindFault();
            return fault is null
                ? description!
                : throw new InvalidDataException($"'{path}' describes no model: {fault}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not the JSON of a model (line {e.LineNumber + 1}).", e);
        }
    }

    private static IEnumerable<float[]> Blocks(DigitModel model) =>
        model.Layers.SelectMany(layer => new[] { layer.Weights, layer.Biases });
}
