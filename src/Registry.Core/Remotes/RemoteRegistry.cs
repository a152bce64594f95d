using Registry.Configuration;
using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Remotes;

/// <summary>
/// A registry given by URL. Nothing is cloned: each look at it brings the refs that matter into a view of its own.
/// </summary>
internal sealed class RemoteRegistry
{
    private const string Head = "refs/registry-branch/HEAD";
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Lazy<RemoteView> _desk;
    private RegistryConfiguration? _configuration;

    private RemoteRegistry(RemoteUrl url, IReadOnlyDictionary<string, string> environment)
    {
        (Url, _environment) = (url, environment);
        _desk = new Lazy<RemoteView>(NewView);
    }

    public RemoteUrl Url { get; }

    /// <summary>Where events are written before they are pushed: a view that lasts as long as this.</summary>
    public GitRepository Desk => _desk.Value.Repository;

    /// <summary>Asks nothing of the remote yet.</summary>
    public static async Task<RemoteRegistry> OpenAsync(RemoteUrl url, CancellationToken cancel)
    {
        var environment = new Dictionary<string, string>(url.Environment());
        if (url.IsSsh && await HasPlainSshAsync(cancel))
        {
            // Git's own prompts are off; ssh would still ask at the terminal for a password or about a host.
            environment["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes";
        }

        return new RemoteRegistry(url, environment);
    }

    public RemoteView NewView() => RemoteView.Create(Url, _environment);

    /// <summary>As the remote's default branch has it, read once.</summary>
    public async Task<RegistryConfiguration> ReadConfigurationAsync(CancellationToken cancel) =>
        _configuration ??= await LoadAsync(cancel);

    /// <summary>Brings a commit of the remote to the desk: its default branch's, a branch's, a tag's, or one by id.</summary>
    /// <exception cref="RegistryException">MLR1101 where there is no commit, MLR1003 for what names none.</exception>
    public async Task<ObjectId> ResolveCommitAsync(string? revision, CancellationToken cancel)
    {
        const string target = "refs/registry-branch/revision";
        if (revision is null or "HEAD")
        {
            return await _desk.Value.BringOneAsync("HEAD", target, cancel)
                ?? throw new RegistryException(
                    ErrorCodes.NotARegistry, $"'{Url}' has no commit on its default branch yet; push one first.");
        }

        var isName = !revision.StartsWith('-') && revision.All(c => char.IsAsciiLetterOrDigit(c) || "/._-@#!+=".Contains(c));
        string[] sources = !isName ? []
            : ObjectId.TryParse(revision) is not null || revision.StartsWith("refs/", StringComparison.Ordinal) ? [revision]
            : [$"refs/heads/{revision}", $"refs/tags/{revision}"];
        foreach (var source in sources)
        {
            if (await _desk.Value.BringOneAsync(source, target, cancel) is not null)
            {
                return await Desk.ResolveCommitAsync(target, cancel);
            }
        }

        throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Naming.Shown.Of(revision)}' names no commit at '{Url}'; give a branch, a tag, or a commit's whole id.");
    }

    /// <summary>All tags and chains of a model, or of all models: what history and audits are read from.</summary>
    /// <returns>A view that goes away with it.</returns>
    public async Task<GitRepository> BringLedgerAsync(ModelName? model, CancellationToken cancel)
    {
        var view = model is null ? await NewView().BringAllAsync(cancel) : NewView();
        IReadOnlyList<string> refspecs = model is null
            ? [$"refs/registry/*:{Chain.RemotePrefix(RemoteUrl.Remote)}*"]
            : new Chain(view.Repository, model, RemoteUrl.Remote).Refspecs;
        await new GitRemote(view.Repository, RemoteUrl.Remote, Url.Shown).FetchAsync(refspecs, cancel);
        return view.Repository;
    }

    /// <summary>Whether the user has not told git how to call ssh.</summary>
    private static async Task<bool> HasPlainSshAsync(CancellationToken cancel) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("GIT_SSH_COMMAND"))
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("GIT_SSH"))
        && (await GitProcess.RunAsync(Path.GetTempPath(), ["config", "--get", "core.sshCommand"], null, cancel)).ExitCode != 0;

    private async Task<RegistryConfiguration> LoadAsync(CancellationToken cancel)
    {
        using var view = NewView();
        if (await view.BringOneAsync("HEAD", Head, cancel) is null)
        {
            return new RegistryConfiguration();
        }

        var configuration = await TextOfAsync(view, RegistryConfiguration.FileName, cancel) is { } text
            ? ConfigurationReader.Parse(text, RegistryConfiguration.FileName) : new RegistryConfiguration();
        return configuration.Stages.Count == 0 && await TextOfAsync(view, RegistryConfiguration.GtoFileName, cancel) is { } gto
            ? configuration with { Stages = ConfigurationReader.ParseGtoStages(gto, RegistryConfiguration.GtoFileName) }
            : configuration;
    }

    /// <summary>
    /// A file of the default branch; null where it has none. Git fetches the tree and the file as it meets them.
    /// </summary>
    private static async Task<string?> TextOfAsync(RemoteView view, string file, CancellationToken cancel)
    {
        // Not 'cat-file', which fails alike where the file is not there and where the remote is gone.
        string[] list = ["ls-tree", Head, "--", file];
        var found = await view.Repository.TryGitAsync(list, null, cancel);
        return found.ExitCode != 0 ? throw view.Failed(found)
            : found.Text.StartsWith("100", StringComparison.Ordinal)
                ? await view.Repository.ReadFileAsync(Head, file, cancel)
                    ?? throw new RegistryException(
                        ErrorCodes.Unreadable, $"'{file}' of '{view.Url}' cannot be fetched, or is too large.") { File = file }
                : null;
    }
}
