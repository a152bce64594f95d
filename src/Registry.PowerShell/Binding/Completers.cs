namespace Registry.PowerShell.Binding;

/// <summary>Names of models.</summary>
public sealed class ModelNameCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel) =>
        from model in await registry.GetModelsAsync(cancel)
        select new Candidate(model.Name, $"{model.Name} {model.Latest}".TrimEnd());
}

/// <summary>Versions of the model that the line names, highest first.</summary>
public sealed class ModelVersionCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel) =>
        context.Name is null
            ? []
            : from version in await registry.GetVersionsAsync(context.Name, new VersionQuery(), cancel)
              select new Candidate(version.Version, Tip(version));

    internal static string Tip(ModelVersion version) =>
        $"{version.Version} {Display.Date(version.Date)} {Display.Join(version.Stages)}".TrimEnd();
}

/// <summary>Declared stages, and those that models are in.</summary>
public sealed class StageNameCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel)
    {
        var declared = (await registry.GetInfoAsync(cancel)).Stages;
        var models = await registry.GetModelsAsync(cancel);
        var held = models.Where(model => context.Name is null || model.Name == context.Name)
            .SelectMany(model => model.Stages.Keys).Order(StringComparer.Ordinal);
        return declared.Concat(held).Distinct()
            .Select(stage => new Candidate(stage, Holders(stage, models, context.Name)));
    }

    private static string Holders(string stage, IEnumerable<Model> models, string? name)
    {
        var holders = from model in models
                      where name is null || model.Name == name
                      where model.Stages.ContainsKey(stage)
                      select $"{model.Name}@{model.Stages[stage]}";
        return $"{stage} {string.Join(", ", holders.Take(5))}".TrimEnd();
    }
}

/// <summary>References: <c>churn@latest</c>, <c>churn#prod</c>, and every version once <c>churn@</c> stands.</summary>
public sealed class ReferenceCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel)
    {
        var at = context.Word.IndexOf('@', StringComparison.Ordinal);
        if (at > 0)
        {
            var name = context.Word[..at];
            var versions = await registry.GetVersionsAsync(name, new VersionQuery(), cancel);
            return versions
                .Select(version => new Candidate($"{name}@{version.Version}", ModelVersionCompleter.Tip(version)))
                .Prepend(new Candidate($"{name}@latest", "the highest release"));
        }

        return (await registry.GetModelsAsync(cancel)).SelectMany(References);
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
