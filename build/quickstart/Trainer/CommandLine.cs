namespace QuickStart;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine(string Data, Recipe Recipe, string Out)
{
    public static string Usage => $"Usage: Trainer --data <csv or csv.gz> --kind {Recipe.Kinds} --out <folder>";

    /// <summary>The options, in any order, or null if one is missing, unknown or repeated.</summary>
    public static CommandLine? Parse(string[] args)
    {
        var options = args.Chunk(2).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0])
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return args.Length == 6
            && options.TryGetValue("--data", out var data)
            && options.TryGetValue("--kind", out var kind)
            && options.TryGetValue("--out", out var output)
            && Recipe.Find(kind) is { } recipe
                ? new CommandLine(data, recipe, output)
                : null;
    }
}
