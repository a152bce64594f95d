using Registry.Configuration;
using Registry.Content;
using Registry.Git;
using Registry.Naming;
using Registry.Stores.S3;

namespace Registry.Operations;

/// <summary>
/// Makes a registry of a repository: <c>registry.yaml</c>, and a line in <c>.gitignore</c> for a local store.
/// </summary>
internal sealed class Initialization
{
    private const string DefaultStore = ".model-store";
    private readonly GitRepository _repository;
    private readonly List<(string Path, string Text)> _changes = [];

    private Initialization(GitRepository repository) => _repository = repository;

    public IReadOnlyList<string> Files => [.. _changes.Select(change => change.Path)];

    /// <summary>Finds out what is to be written; writes nothing.</summary>
    /// <exception cref="RegistryException">
    /// MLR1002 where a registry.yaml says something else, MLR1003, MLR1101.
    /// </exception>
    public static async Task<Initialization> PrepareAsync(InitializeRequest request, CancellationToken cancel)
    {
        var repository = await GitRepository.DiscoverAsync(RegistryLocation.FolderOf(request.Path), cancel);
        if (repository.IsBare)
        {
            throw new RegistryException(
                ErrorCodes.NotARegistry,
                $"'{repository.Path}' is a bare repository; initialize a clone of it, commit {RegistryConfiguration.FileName} "
                + "and push.");
        }

        foreach (var stage in request.Stages)
        {
            NameRules.EnsureWritable(StageName.Parse(stage));
        }

        var initialization = new Initialization(repository);
        await initialization.PlanAsync(request, cancel);
        return initialization;
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var (path, text) in _changes)
        {
            await FileErrors.ReplaceAsync(path, System.Text.Encoding.UTF8.GetBytes(text), cancel);
        }
    }

    private async Task PlanAsync(InitializeRequest request, CancellationToken cancel)
    {
        var store = StoreOf(request);
        var url = store.Url;
        var stages = request.Stages.Count == 0 ? "" : $"stages: [{string.Join(", ", request.Stages)}]\n";
        var text = $"schema: 1\nstores:\n  - url: {Quoted(url)}\n{KeysOf(store)}{stages}";
        var file = Path.Combine(_repository.Path, RegistryConfiguration.FileName);
        var there = File.Exists(file)
            ? ConfigurationReader.Parse(await TextAsync(file, cancel), RegistryConfiguration.FileName) : null;
        if (there is null)
        {
            _changes.Add((file, text));
        }
        else if (!Agrees(there, request, store))
        {
            throw new RegistryException(
                ErrorCodes.VersionExists,
                $"'{file}' exists and says something else; edit it, or delete it first.") { File = file };
        }

        if (url == $"file:{DefaultStore}" && there?.Stores.Any(known => known.Url == url) != false)
        {
            await PrepareIgnoreAsync(cancel);
        }
    }

    private static Task<string> TextAsync(string file, CancellationToken cancel) =>
        FileErrors.ReadTextAsync(file, ConfigurationReader.Longest, cancel);

    private async Task PrepareIgnoreAsync(CancellationToken cancel)
    {
        var file = Path.Combine(_repository.Path, ".gitignore");
        var text = File.Exists(file) ? await TextAsync(file, cancel) : "";
        var line = $"/{DefaultStore}/";
        if (!text.Split('\n').Any(l => l.Trim() is var t && (t == line || t.Trim('/') == DefaultStore)))
        {
            _changes.Add((file, text + (text.Length == 0 || text.EndsWith('\n') ? "" : "\n") + line + "\n"));
        }
    }

    /// <exception cref="RegistryException">MLR1003 for what registry.yaml may not say.</exception>
    private StoreSettings StoreOf(InitializeRequest request)
    {
        var store = new StoreSettings(StoreUrl(request.Store), request.Endpoint, request.Region, request.PathStyle, 0);
        if (!S3Location.IsS3(store.Url) && (store.Endpoint is not null || store.Region is not null || store.PathStyle))
        {
            throw new RegistryException(
                ErrorCodes.Malformed, "An endpoint, a region and path style belong to a store in S3; give one such as 's3://bucket/prefix'.");
        }

        return S3Location.WhyNot(store) is { } why ? throw new RegistryException(ErrorCodes.Malformed, $"{Sentence(why)}.") : store;
    }

    private static string KeysOf(StoreSettings store) =>
        (store.Endpoint is null ? "" : $"    endpoint: {Quoted(store.Endpoint)}\n")
        + (store.Region is null ? "" : $"    region: {store.Region}\n")
        + (store.PathStyle ? "    pathStyle: true\n" : "");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private string StoreUrl(string? store)
    {
        if (string.IsNullOrWhiteSpace(store))
        {
            return $"file:{DefaultStore}";
        }

        if (store.StartsWith('-') || store.Any(char.IsControl))
        {
            throw new RegistryException(
                ErrorCodes.Malformed, $"'{Shown.Of(store)}' is no store; give a folder or a URL such as 'file:.model-store'.");
        }

        if (store.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || store.Contains("://", StringComparison.Ordinal))
        {
            return store;
        }

        // A folder: inside the repository it stays relative, so that the repository may move; else it is absolute.
        var full = Path.GetFullPath(Path.Combine(_repository.Path, store));
        var relative = Path.GetRelativePath(_repository.Path, full).Replace(Path.DirectorySeparatorChar, '/');
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new Uri(full).AbsoluteUri : $"file:{relative}";
    }

    private static bool Agrees(RegistryConfiguration existing, InitializeRequest request, StoreSettings store) =>
        (request.Store is null || (existing.Stores.Count > 0 && existing.Stores[0] is var first && first.Url == store.Url
            && (store.Endpoint ?? first.Endpoint) == first.Endpoint && (store.Region ?? first.Region) == first.Region
            && (!store.PathStyle || first.PathStyle)))
        && (request.Stages.Count == 0 || request.Stages.SequenceEqual(existing.Stages));

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "./:_-".Contains(c)) ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
