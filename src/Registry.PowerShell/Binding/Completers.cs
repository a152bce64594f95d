namespace Registry.PowerShell.Binding;

/// <summary>Names of models.</summary>
public sealed class ModelNameCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel) =>
        (await registry.GetModelNamesAsync(cancel)).Select(name => new Candidate(name, name));
}

/// <summary>Versions of the model that the line names, highest first.</summary>
public sealed class ModelVersionCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel) =>
        context.Name is null
            ? []
            : await registry.GetVersionsAsync(context.Name, new VersionQuery(), cancel)
                .Select(version => new Candidate(version.Version, Tip(version))).ToListAsync(cancel);

    internal static string Tip(ModelVersion version) =>
        $"{version.Version} {Display.Date(version.Date)} {Display.Join(version.Stages)}".TrimEnd();
}

/// <summary>Declared stages, and those that models are in; of the model that the line names, with who holds them.</summary>
public sealed class StageNameCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel)
    {
        var stages = await registry.GetStageNamesAsync(cancel);
        var model = context.Name is { } name ? await FindAsync(registry, name, cancel) : null;
        return stages.Select(stage => new Candidate(
            stage,
            model?.Stages.GetValueOrDefault(stage) is { } holder ? $"{stage} {model.Name}@{holder}" : stage));
    }

    /// <summary>Who registers a model gives it a stage before it is there.</summary>
    private static async Task<Model?> FindAsync(ModelRegistry registry, string name, CancellationToken cancel)
    {
        try
        {
            return await registry.GetModelAsync(name, cancel);
        }
        catch (RegistryException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.InvalidArgument)
        {
            return null;
        }
    }
}

/// <summary>References: <c>churn@latest</c>, <c>churn#prod</c>, and every version once <c>churn@</c> stands.</summary>
public sealed class ReferenceCompleter : RegistryCompleter
{
    /// <summary>Of more models than these, nobody wants to see every stage.</summary>
    private const int FewModels = 20;

    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel)
    {
        var mark = context.Word.AsSpan().IndexOfAny('@', '#');
        if (mark > 0 && context.Word[mark] == '@')
        {
            var name = context.Word[..mark];
            return await registry.GetVersionsAsync(name, new VersionQuery(), cancel)
                .Select(version => new Candidate($"{name}@{version.Version}", ModelVersionCompleter.Tip(version)))
                .Prepend(new Candidate($"{name}@latest", "the highest release")).ToListAsync(cancel);
        }

        var typed = mark > 0 ? context.Word[..mark] : context.Word;
        bool Begins(string name) => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
        var models = await registry.GetModelsAsync(Begins, cancel).Take(FewModels + 1).ToListAsync(cancel);
        return models.Count <= FewModels ? models.SelectMany(References)
            : from name in await registry.GetModelNamesAsync(cancel)
              where Begins(name)
              select new Candidate($"{name}@latest", "the highest release");
    }

    private static IEnumerable<Candidate> References(Model model)
    {
        if (model.Latest is not null)
        {
            yield return new Candidate($"{model.Name}@latest", $"{model.Name}@{model.Latest}");
        }

        foreach (var (stage, version) in model.Stages)
        {
            yield return new Candidate($"{model.Name}#{stage}", $"{model.Name}@{version}");
        }
    }
}

/// <summary>Stores of the registry, by their URLs.</summary>
public sealed class StoreCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel) =>
        (await registry.GetInfoAsync(cancel)).Stores.Select(store => new Candidate(store, store));
}
