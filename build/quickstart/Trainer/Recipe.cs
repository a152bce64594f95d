namespace QuickStart;

/// <summary>All that decides the outcome of a training, apart from the data.</summary>
/// <param name="Hidden">Values in the hidden layer; 0 for none.</param>
internal sealed record Recipe(string Kind, int Hidden, int Epochs, float LearningRate, int BatchSize, ulong Seed)
{
    private static readonly Recipe[] All =
    [
        new("linear", Hidden: 0, Epochs: 8, LearningRate: 0.005f, BatchSize: 16, Seed: 7),
        new("network", Hidden: 96, Epochs: 25, LearningRate: 0.003f, BatchSize: 16, Seed: 7),
    ];

    public static string Kinds => string.Join('|', All.Select(recipe => recipe.Kind));

    public static Recipe? Find(string kind) => Array.Find(All, recipe => recipe.Kind == kind);

    public ModelDescription Describe() => new(
        Kind,
        Hidden == 0 ? [Digit.PixelCount, Digit.ValueCount] : [Digit.PixelCount, Hidden, Digit.ValueCount],
        1f / Digit.Ink,
        "0123456789");
}
