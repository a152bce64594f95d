using Registry.Configuration;
using Registry.Content;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Pins;
using Registry.Remotes;
using Registry.Stores;

namespace Registry;

/// <summary>
/// An opened registry, by path or by URL: its repository, what its configuration says, and what is opened when needed.
/// </summary>
internal sealed class RegistryContext
{
    private readonly RemoteRegistry? _byUrl;
    private readonly GitRepository? _repository;
    private readonly Lazy<Task<(RegistryConfiguration Configuration, GitRemote? Remote)>>? _settings;

    private RegistryContext(GitRepository repository)
    {
        _repository = repository;
        _settings = new(() => Task.Run(() => ReadSettingsAsync(repository)));
        Location = repository.Path;
        Reader = new LedgerReader(repository, TimeProvider.System);
    }

    private RegistryContext(RemoteRegistry registry)
    {
        _byUrl = registry;
        Location = registry.Url.Shown;
        Reader = new RemoteLedgerReader(registry, TimeProvider.System);
    }

    /// <summary>The repository's folder, or the URL without secrets.</summary>
    public string Location { get; }

    /// <summary>Whether it is a remote's, of which each question brings what it needs.</summary>
    public bool IsByUrl => _byUrl is not null;

    /// <summary>
    /// Where objects and refs are written. Of a registry given by URL it has nothing but what was fetched into it.
    /// </summary>
    public GitRepository Repository => _repository ?? _byUrl!.Desk;

    /// <summary>
    /// As the working tree has it; a bare repository or a URL, as its HEAD has it. It is read once somebody asks: the
    /// ledger alone can be read without. Asynchronous callers read it first; whoever did not waits here.
    /// </summary>
    public RegistryConfiguration Configuration =>
        Task.Run(() => ReadConfigurationAsync(CancellationToken.None)).GetAwaiter().GetResult();

    /// <exception cref="RegistryException">MLR1005 where it cannot be read.</exception>
    public async Task<RegistryConfiguration> ReadConfigurationAsync(CancellationToken cancel) =>
        _byUrl is not null ? await _byUrl.ReadConfigurationAsync(cancel)
            : (await _settings!.Value.WaitAsync(cancel)).Configuration;

    public GitRemote? Remote => _byUrl is not null ? new GitRemote(Repository, RemoteUrl.Remote, Location)
        : _settings!.Value.GetAwaiter().GetResult().Remote;

    /// <summary>What git calls the remote that events go to, whether there is one or not.</summary>
    public string RemoteName => _byUrl is null ? Configuration.Remote : RemoteUrl.Remote;

    public ILedgerReader Reader { get; }

    public LedgerWriter Writer =>
        new(
            Repository, Remote, Configuration, () => EnsureStoreFor(push: true),
            Reader as LedgerReader ?? new LedgerReader(Repository, TimeProvider.System));

    public static async Task<RegistryContext> OpenAsync(string location, CancellationToken cancel)
    {
        if (RegistryLocation.UrlOf(location) is { } given)
        {
            return new RegistryContext(await RemoteRegistry.OpenAsync(given, cancel));
        }

        return new RegistryContext(await GitRepository.DiscoverAsync(RegistryLocation.FolderOf(location), cancel));
    }

    /// <exception cref="RegistryException">MLR1101 where no store is set; MLR1201 where a URL's is not trusted.</exception>
    public async Task<StoreSet> OpenStoresAsync(IProgressSink? sink, CancellationToken cancel)
    {
        if (_byUrl is null)
        {
            return StoreFactory.Open(Configuration.Stores, Repository.Path, sink);
        }

        var configuration = await ReadConfigurationAsync(cancel);
        return StoreFactory.Open(await new StoreTrust(_byUrl).FilterAsync(configuration.Stores, sink, cancel), Location, sink);
    }

    public ContentReader NewReader(IProgressSink? sink = null) =>
        new(ContentCache.OfUser(), cancel => OpenStoresAsync(sink, cancel));

    /// <summary>Refuses to let a name travel to a remote whose readers cannot reach its bytes.</summary>
    /// <exception cref="RegistryException">MLR1101, MLR1104; MLR1003 for keeping an event of a URL local.</exception>
    public void EnsureStoreFor(bool push)
    {
        EnsurePush(push);
        var stores = Configuration.Stores;
        if (push && Remote is { } remote && stores.Count > 0 && StoreFactory.IsLocal(stores[0]))
        {
            throw new RegistryException(
                ErrorCodes.NoSharedStore,
                $"Events go to the remote '{remote.Name}' ({remote.Url}), but the store '{stores[0].Url}' is for this working tree "
                + $"alone; put a store that others reach first in {RegistryConfiguration.FileName}"
                + (_byUrl is null ? ", or keep the event local with -NoPush." : "."));
        }

        _ = StoreFactory.Open(stores, Location);
    }

    /// <summary>
    /// The stages that may be assigned: those of the remote's default branch where there is a remote.
    /// </summary>
    public async Task<RegistryConfiguration> ReadSharedConfigurationAsync(bool push, CancellationToken cancel)
    {
        EnsurePush(push);
        if (_byUrl is not null)
        {
            return await _byUrl.ReadConfigurationAsync(cancel);
        }

        var branch = push && Remote is not null ? await Remote.FetchDefaultBranchAsync(cancel) : null;
        return branch is null ? Configuration : await ReadAsync(Repository, branch, cancel);
    }

    /// <summary>The commit that a revision names, <c>HEAD</c> by default; at a URL that of its default branch.</summary>
    /// <exception cref="RegistryException">MLR1003, MLR1101.</exception>
    public Task<ObjectId> ResolveCommitAsync(string? revision, CancellationToken cancel) =>
        _byUrl?.ResolveCommitAsync(revision, cancel) ?? Repository.ResolveCommitAsync(revision ?? "HEAD", cancel);

    public async Task<ModelState> ReadModelAsync(ModelName name, CancellationToken cancel) =>
        await ExistingAsync(name, await Reader.ReadAsync(name, cancel), cancel);

    /// <summary>
    /// At least as much of a model as resolving a pin takes: from a URL no more than that, from a repository all.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001 where there is no such model; MLR3007.</exception>
    public async Task<ModelState> ReadModelAsync(ModelName name, Pin pin, IProgressSink? sink, CancellationToken cancel) =>
        Reader is RemoteLedgerReader remote
            ? await ExistingAsync(name, await remote.ReadAsync(name, pin, sink, cancel), cancel)
            : await ReadModelAsync(name, cancel);

    /// <summary>
    /// Where all tags and chains of a model are, or of all models: the repository itself; of a URL, what was brought.
    /// </summary>
    public Task<GitRepository> OpenLedgerAsync(ModelName? model, CancellationToken cancel) =>
        _byUrl?.BringLedgerAsync(model, cancel) ?? Task.FromResult(Repository);

    private async Task<ModelState> ExistingAsync(ModelName name, ModelState state, CancellationToken cancel)
    {
        if (state.Events.Count > 0)
        {
            return state;
        }

        var names = await Reader.ReadNamesAsync(cancel);
        throw new RegistryException(
            ErrorCodes.NotFound,
            $"There is no model '{name}' in '{Location}'.{Nearest.Hint(name.Text, names.Select(n => n.Text))}");
    }

    private void EnsurePush(bool push)
    {
        if (_byUrl is not null && !push)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"Nothing can be kept local in a registry given by URL ('{Location}'); leave -NoPush out, or name a clone.");
        }
    }

    private static async Task<(RegistryConfiguration, GitRemote?)> ReadSettingsAsync(GitRepository repository)
    {
        var configuration = await FileErrors.AsCodedAsync(() => ReadAsync(repository, null, CancellationToken.None));
        var url = await repository.GetConfigAsync($"remote.{configuration.Remote}.url", CancellationToken.None);
        if (url is null && configuration.Remote != RegistryConfiguration.DefaultRemote)
        {
            throw new RegistryException(
                ErrorCodes.Unreadable,
                $"{RegistryConfiguration.FileName} names the remote '{configuration.Remote}', and the repository has none of that name; "
                + "add it with 'git remote add', or correct the name.") { File = RegistryConfiguration.FileName };
        }

        return (configuration, url is null ? null : new GitRemote(repository, configuration.Remote, url));
    }

    private static Task<RegistryConfiguration> ReadAsync(
        GitRepository repository, string? revision, CancellationToken cancel) =>
        revision is not null || repository.IsBare
            ? ReadAsync(file => repository.ReadFileAsync(revision ?? "HEAD", file, cancel))
            : ReadAsync(file => TextOfAsync(repository.Path, file, cancel));

    private static async Task<RegistryConfiguration> ReadAsync(Func<string, Task<string?>> textOf)
    {
        var configuration = await textOf(RegistryConfiguration.FileName) is { } text
            ? ConfigurationReader.Parse(text, RegistryConfiguration.FileName) : new RegistryConfiguration();
        return configuration.Stages.Count == 0 && await textOf(RegistryConfiguration.GtoFileName) is { } gto
            ? configuration with { Stages = ConfigurationReader.ParseGtoStages(gto, RegistryConfiguration.GtoFileName) }
            : configuration;
    }

    /// <summary>A file of a work tree; null where there is none.</summary>
    private static async Task<string?> TextOfAsync(string folder, string file, CancellationToken cancel)
    {
        var path = Path.Combine(folder, file);
        return Directory.Exists(path)
            ? throw new RegistryException(ErrorCodes.Unreadable, $"'{path}' is a folder, and should be a file; take it away.")
            : File.Exists(path) ? await FileErrors.ReadTextAsync(path, ConfigurationReader.Longest, cancel) : null;
    }
}
