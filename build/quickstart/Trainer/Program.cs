using System.Globalization;

namespace QuickStart;

/// <summary>Trains a model of handwritten digits and writes it, its metrics and its parameters to a folder.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (CommandLine.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(CommandLine.Usage);
            return 1;
        }

        try
        {
            Run(options);
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Run(CommandLine options)
    {
        var split = DigitSplit.Of(DigitFile.Read(options.Data));
        var recipe = options.Recipe;
        var model = ModelTrainer.Train(recipe, split.Training);
        var evaluation = Evaluation.Of(model, split.HeldOut);

        ModelFolder.Save(model, Path.Combine(options.Out, "model"));
        FlatJson.Write(evaluation, Path.Combine(options.Out, "metrics.json"));
        FlatJson.Write(
            new
            {
                recipe.Kind,
                recipe.Epochs,
                recipe.LearningRate,
                recipe.BatchSize,
                recipe.Hidden,
                recipe.Seed,
                TrainRows = split.Training.Count,
            },
            Path.Combine(options.Out, "parameters.json"));

        var accuracy = evaluation.Accuracy.ToString("0.000", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{recipe.Kind}: accuracy {accuracy} on {evaluation.TestRows} held-out rows, written to '{options.Out}'.");
    }
}
