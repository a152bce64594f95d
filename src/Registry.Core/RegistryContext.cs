using Registry.Configuration;
using Registry.Content;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Stores;

namespace Registry;

/// <summary>An opened registry: its repository, what its configuration says, and what is opened when needed.</summary>
internal sealed class RegistryContext
{
    private RegistryContext(string location, GitRepository repository, RegistryConfiguration configuration, GitRemote? remote)
    {
        Location = location;
        Repository = repository;
        Configuration = configuration;
        Remote = remote;
        Reader = new LedgerReader(repository, TimeProvider.System);
    }

    public string Location { get; }

    public GitRepository Repository { get; }

    /// <summary>As the working tree has it; a bare repository, as its HEAD has it.</summary>
    public RegistryConfiguration Configuration { get; }

    public GitRemote? Remote { get; }

    public LedgerReader Reader { get; }

    public LedgerWriter Writer =>
        new(Repository, Remote, Configuration, () => EnsureStoreFor(push: true), TimeProvider.System);

    public static async Task<RegistryContext> OpenAsync(string location, CancellationToken cancel)
    {
        var folder = RegistryLocation.FolderOf(location);
        var repository = await GitRepository.DiscoverAsync(folder, cancel);
        var configuration = await ReadAsync(repository, null, cancel);
        var url = await repository.GetConfigAsync($"remote.{configuration.Remote}.url", cancel);
        if (url is null && configuration.Remote != RegistryConfiguration.DefaultRemote)
        {
            throw new RegistryException(
                ErrorCodes.Unreadable,
                $"{RegistryConfiguration.FileName} names the remote '{configuration.Remote}', and the repository has none of that name; "
                + "add it with 'git remote add', or correct the name.") { File = RegistryConfiguration.FileName };
        }

        return new RegistryContext(
            repository.Path, repository, configuration,
            url is null ? null : new GitRemote(repository, configuration.Remote, url));
    }

    /// <exception cref="RegistryException">MLR1101 where no store is set.</exception>
    public StoreSet OpenStores() => StoreFactory.Open(Configuration.Stores, Repository.Path);

    public ContentReader NewReader() => new(ContentCache.OfUser(), _ => Task.FromResult(OpenStores()));

    /// <summary>Refuses to let a name travel to a remote whose readers cannot reach its bytes.</summary>
    /// <exception cref="RegistryException">MLR1101, MLR1104.</exception>
    public void EnsureStoreFor(bool push)
    {
        var stores = Configuration.Stores;
        if (push && Remote is not null && stores.Count > 0 && StoreFactory.IsLocal(stores[0]))
        {
            throw new RegistryException(
                ErrorCodes.NoSharedStore,
                $"Events go to the remote '{Remote.Name}' ({Remote.Url}), but the store '{stores[0].Url}' is for this working tree "
                + $"alone; put a store that others reach first in {RegistryConfiguration.FileName}, or keep the event local "
                + "with -NoPush.");
        }

        _ = OpenStores();
    }

    /// <summary>
    /// The stages that may be assigned: those of the remote's default branch where there is a remote.
    /// </summary>
    public async Task<RegistryConfiguration> ReadSharedConfigurationAsync(bool push, CancellationToken cancel)
    {
        var branch = push && Remote is not null ? await Remote.FetchDefaultBranchAsync(cancel) : null;
        return branch is null ? Configuration : await ReadAsync(Repository, branch, cancel);
    }

    public async Task<ModelState> ReadModelAsync(ModelName name, CancellationToken cancel)
    {
        var state = await Reader.ReadAsync(name, cancel);
        if (state.Events.Count > 0)
        {
            return state;
        }

        var names = await Reader.ReadNamesAsync(cancel);
        throw new RegistryException(
            ErrorCodes.NotFound,
            $"There is no model '{name}' in '{Location}'.{Nearest.Hint(name.Text, names.Select(n => n.Text))}");
    }

    private static async Task<RegistryConfiguration> ReadAsync(
        GitRepository repository, string? revision, CancellationToken cancel)
    {
        async Task<string?> TextOf(string file)
        {
            if (revision is not null || repository.IsBare)
            {
                return await repository.ReadFileAsync(revision ?? "HEAD", file, cancel);
            }

            var path = Path.Combine(repository.Path, file);
            return File.Exists(path) ? await FileErrors.ReadTextAsync(path, ConfigurationReader.Longest, cancel) : null;
        }

        var configuration = await TextOf(RegistryConfiguration.FileName) is { } text
            ? ConfigurationReader.Parse(text, RegistryConfiguration.FileName) : new RegistryConfiguration();
        return configuration.Stages.Count == 0 && await TextOf(RegistryConfiguration.GtoFileName) is { } gto
            ? configuration with { Stages = ConfigurationReader.ParseGtoStages(gto, RegistryConfiguration.GtoFileName) }
            : configuration;
    }
}
