using Registry.Content;
using Registry.Ledger;
using Registry.Naming;
using Registry.Operations;
using Registry.Pins;

namespace Registry;

/// <summary>
/// The facade: everything a front end does goes through here. Instances hold no lock and no process; what they return
/// reads the tags anew each time.
/// </summary>
public sealed partial class ModelRegistry
{
    private readonly RegistryContext _context;

    private ModelRegistry(RegistryContext context) => _context = context;

    /// <summary>
    /// The repository's folder, or its URL without secrets: every result's <c>Registry</c> property has it.
    /// </summary>
    public string Location => _context.Location;

    /// <summary>A registry's location as a project writes it: URLs as they are, paths from the project's folder on.</summary>
    public static string Locate(string location, string folder) => RegistryLocation.From(location, folder);

    /// <summary>A location, or what was meant to be one, as it may be shown: a URL without its secrets.</summary>
    public static string Show(string location) => Git.SecretFree.OfMalformed(location);

    /// <summary>
    /// Opens the registry that a folder of a repository belongs to, or the one at a Git URL; nothing is cloned, and neither
    /// a remote nor registry.yaml is read before there is a question that it decides: MLR1005 comes then.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1003 for a malformed location, MLR1101 where no repository is.
    /// </exception>
    public static async Task<ModelRegistry> OpenAsync(string location, CancellationToken cancel = default) =>
        new(await FileErrors.AsCodedAsync(() => RegistryContext.OpenAsync(location, cancel)));

    /// <summary>
    /// What <see cref="InitializeAsync"/> would write, as absolute paths; empty where all stands already.
    /// </summary>
    public static async Task<IReadOnlyList<string>> PreviewInitializeAsync(
        InitializeRequest request, CancellationToken cancel = default) =>
        (await FileErrors.AsCodedAsync(() => Initialization.PrepareAsync(request, cancel))).Files;

    /// <summary>Writes <c>registry.yaml</c> and ignores the local store; commits nothing.</summary>
    public static async Task<RegistryInfo> InitializeAsync(InitializeRequest request, CancellationToken cancel = default)
    {
        var initialization = await FileErrors.AsCodedAsync(() => Initialization.PrepareAsync(request, cancel));
        await initialization.RunAsync(cancel);
        var registry = await OpenAsync(request.Path, cancel);
        return await registry.GetInfoAsync(cancel) with { Uncommitted = initialization.Files };
    }

    public async Task<RegistryInfo> GetInfoAsync(CancellationToken cancel = default)
    {
        var configuration = await _context.ReadConfigurationAsync(cancel);
        var models = await _context.Reader.ReadAllAsync(cancel);
        return new RegistryInfo
        {
            Path = Location,
            Remote = _context.Remote?.Url,
            Stores = [.. configuration.Stores.Select(store => Git.SecretFree.Of(store.Url))],
            Stages = configuration.Stages,
            Models = models.Count,
            Versions = models.Sum(model => model.Active.Count()),
            Registry = Location,
        };
    }

    /// <summary>Models in ordinal order of their names.</summary>
    public async Task<IReadOnlyList<Model>> GetModelsAsync(CancellationToken cancel = default) =>
        [.. (await _context.Reader.ReadAllAsync(cancel)).Select(state => state.ToModel(Location))];

    /// <summary>Those whose names are wanted, in the same order, each as soon as it is read.</summary>
    public IAsyncEnumerable<Model> GetModelsAsync(Func<string, bool> wanted, CancellationToken cancel = default) =>
        _context.Reader.ReadEachAsync(wanted, cancel).Select(state => state.ToModel(Location));

    /// <summary>One model; MLR1001 with the nearest names where there is none.</summary>
    public async Task<Model> GetModelAsync(string name, CancellationToken cancel = default) =>
        (await _context.ReadModelAsync(ModelName.Parse(name), cancel)).ToModel(Location);

    /// <summary>The version that a register would write, without writing or storing anything.</summary>
    public async Task<string> PreviewRegisterAsync(RegisterRequest request, CancellationToken cancel = default) =>
        (await FileErrors.AsCodedAsync(() => new Registration(_context, request, null).PreviewAsync(cancel))).ToString();

    /// <summary>
    /// Registers a file or folder. Content that an active version has already returns that version, unless a version is
    /// asked for by number.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001 (no such file), MLR1002, MLR1003, MLR1006, MLR1101 to MLR1105, MLR1201, MLR1404.
    /// </exception>
    public Task<ModelVersion> RegisterAsync(
        RegisterRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Registration(_context, request, progress).RunAsync(cancel));

    /// <summary>
    /// Checks an assignment and tells what it would do, without writing: <c>Event</c> and <c>Tag</c> are null.
    /// </summary>
    public Task<StageChange> PreviewAssignAsync(AssignRequest request, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Assignment(_context, request, null).PreviewAsync(cancel));

    /// <summary>Moves a stage. To its present holder: returns it and writes nothing, unless forced.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1006, MLR1102, MLR1103, MLR1105.</exception>
    public Task<StageChange> AssignAsync(
        AssignRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Assignment(_context, request, progress).RunAsync(cancel));

    /// <summary>
    /// Resolves <c>churn@v2.1.0</c>, <c>churn@latest</c>, <c>churn#prod</c>, a range, or a tag's name.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003.</exception>
    public async Task<ModelVersion> ResolveAsync(
        string reference, IProgressSink? progress = null, CancellationToken cancel = default)
    {
        var (state, version, _) = await FindAsync(reference, progress, cancel);
        return state.ToVersion(
            version ?? throw new RegistryException(
                ErrorCodes.NotFound, $"'{Shown.Of(reference)}' is about no version; ask for the event instead (-AsEvent)."),
            Location);
    }

    /// <summary>The event that a tag's name stands for, or the one that made a reference resolve as it does.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003.</exception>
    public async Task<RegistryEventInfo> ResolveEventAsync(string reference, CancellationToken cancel = default)
    {
        var (state, _, e) = await FindAsync(reference, null, cancel);
        return e.ToInfo(state, Location);
    }

    /// <summary>Places a version's files in a folder, verified, whole or not at all.</summary>
    /// <exception cref="RegistryException">MLR1001, MLR1003, MLR1201, MLR1202, MLR1403, MLR1404.</exception>
    public Task<IReadOnlyList<PlacedFile>> SaveAsync(
        SaveRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Saving(_context, request, progress).RunAsync(cancel));

    /// <summary>
    /// Brings a project's pins to its tree. Git and stores are asked only where lock and cache do not suffice.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001, MLR1003, MLR1004, MLR1005, MLR1101, MLR1201, MLR1202, MLR1403, MLR1404, MLR1501.
    /// </exception>
    public static Task<IReadOnlyList<RestoredModel>> RestoreAsync(
        RestoreRequest request, IProgressSink? progress = null, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => new Restorer(request, progress).RunAsync(cancel));

    private async Task<(ModelState State, VersionState? Version, RegistryEvent Event)> FindAsync(
        string reference, IProgressSink? progress, CancellationToken cancel)
    {
        var parsed = ModelReference.Parse(reference);
        var state = parsed.Pin is { } wanted
            ? await _context.ReadModelAsync(parsed.Model, wanted, progress, cancel)
            : await _context.ReadModelAsync(parsed.Model, cancel);
        if (parsed.Pin is { } pin)
        {
            var (version, assignment) = Resolver.Resolve(state, pin, progress);
            return (state, version, assignment ?? version.Registration);
        }

        // A counter may have leading zeros in the ref; names are compared by what they say.
        var e = state.Events.FirstOrDefault(e => e.Name == parsed.Tag) ?? throw new RegistryException(
            ErrorCodes.NotFound, $"There is no event '{parsed.Tag}' in '{Location}'; fetch the tags, or see the model's history.");
        return (state, Views.VersionOf(e, state), e);
    }
}
