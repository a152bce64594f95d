using Registry.Git;

namespace Registry.Remotes;

/// <summary>
/// What is being looked at of a remote: refs as they are there now, in a bare repository that goes away with it. Nothing
/// is kept, so no other process can disturb it, and what is gone from the remote is not here either.
/// </summary>
internal sealed class RemoteView : IDisposable
{
    private const string Name = RemoteUrl.Remote;
    private const string Depth = "--depth=1";
    private static readonly TimeSpan s_abandoned = TimeSpan.FromDays(1);

    private readonly RemoteUrl _url;
    private readonly string _folder;
    private bool _disposed;

    private RemoteView(RemoteUrl url, string folder, IReadOnlyDictionary<string, string> environment)
    {
        (_url, _folder) = (url, folder);
        Repository = GitRepository.View(folder, environment, this);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    ~RemoteView() => Dispose();

    public GitRepository Repository { get; }

    public RemoteUrl Url => _url;

    /// <summary>Makes an empty one; the remote is not asked yet.</summary>
    /// <exception cref="RegistryException">MLR1201 where the user's cache cannot be written.</exception>
    public static RemoteView Create(RemoteUrl url, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            var root = Path.Combine(RemoteUrl.CacheFolder, "views");
            Sweep(root);
            var view = new RemoteView(url, Path.Combine(root, Guid.NewGuid().ToString("N")), environment);
            view.Write(sha256: false);
            return view;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"The cache '{RemoteUrl.CacheFolder}' cannot be used: {e.Message} Check that the folder is writable, or set "
                + "MODEL_REGISTRY_CACHE to another.", e);
        }
    }

    /// <summary>Brings the refs that match, as they are now. A pattern that nothing matches brings nothing.</summary>
    /// <exception cref="RegistryException">MLR1101 where no repository is there, MLR1102.</exception>
    public async Task BringAsync(IEnumerable<string> patterns, CancellationToken cancel)
    {
        var left = patterns.ToList();
        while (left.Count > 0)
        {
            var output = await FetchAsync(left.Select(pattern => $"+{pattern}:{pattern}"), cancel);
            if (output.ExitCode == 0)
            {
                return;
            }

            // Git fails where a ref that is named in full is not there; one that has a star may match none.
            var missing = left.Find(pattern => RefPattern.IsExact(pattern)
                && output.Error.Contains($"couldn't find remote ref {pattern}", StringComparison.Ordinal));
            if (missing is null || !left.Remove(missing))
            {
                throw Failed(output);
            }
        }
    }

    /// <summary>Brings one thing of the remote's under a name of ours; null where the remote has no such thing.</summary>
    public async Task<ObjectId?> BringOneAsync(string source, string target, CancellationToken cancel)
    {
        var output = await FetchAsync([$"+{source}:{target}"], cancel);
        string[] absent = ["couldn't find remote ref", "not our ref", "does not allow request for unadvertised object"];
        return output.ExitCode == 0 ? await Repository.FindRefAsync(target, cancel)
            : absent.Any(words => output.Error.Contains(words, StringComparison.Ordinal)) ? null
            : throw Failed(output);
    }

    /// <summary>
    /// Brings every tag: as a clone does it, which writes 100,000 refs at once and not one by one.
    /// </summary>
    /// <returns>Where it is: a view of its own.</returns>
    public async Task<RemoteView> BringAllAsync(CancellationToken cancel)
    {
        var whole = new RemoteView(_url, _folder + "-all", Repository.Environment);
        var output = await Repository.TryGitAsync(
            [
                "clone", "--quiet", "--bare", "--template=", "--depth=1", "--filter=tree:0", "--no-tags", "--no-single-branch",
                "--origin", Name, "-c", $"remote.{Name}.fetch=+refs/tags/*:refs/tags/*", "-c", "gc.auto=0", "--",
                _url.Shown, whole._folder,
            ],
            null, cancel);
        if (output.ExitCode == 0)
        {
            return whole;
        }

        whole.Dispose();
        throw Failed(output);
    }

    public RegistryException Failed(GitOutput output)
    {
        string[] nowhere = ["not found", "does not appear to be a git repository", "not a git repository"];
        return nowhere.Any(words => output.Error.Contains(words, StringComparison.Ordinal))
            ? new RegistryException(
                ErrorCodes.NotARegistry,
                $"There is no Git repository at '{_url}', or none that you may see; check the URL with 'git ls-remote'.")
            : GitRepository.Failed(
                ["fetch", _url.Shown], output,
                "See that 'git ls-remote' can read that URL: a registry is read with your own Git credentials and "
                + "configuration, and git is not let ask for a password.");
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Delete(_folder);
    }

    private async Task<GitOutput> FetchAsync(IEnumerable<string> refspecs, CancellationToken cancel)
    {
        List<string> arguments = [.. GitRemote.FetchCommand, "--quiet", "--filter=tree:0", Depth, Name, .. refspecs];
        var output = await Repository.TryGitAsync(arguments, null, cancel);
        if (output.Error.Contains("mismatched algorithms", StringComparison.Ordinal))
        {
            Write(sha256: true);
            output = await Repository.TryGitAsync(arguments, null, cancel);
        }

        return output.MayHaveMatchedNothing
            ? await Repository.TryGitAsync([.. arguments.Where(argument => argument != Depth)], null, cancel) : output;
    }

    /// <summary>Without 'git init', which would bring the hooks of the user's template.</summary>
    private void Write(bool sha256)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "objects", "pack"));
        Directory.CreateDirectory(Path.Combine(_folder, "refs"));
        File.WriteAllText(Path.Combine(_folder, "HEAD"), "ref: refs/heads/none\n");
        File.WriteAllText(Path.Combine(_folder, "config"), $"""
            [core]
            	repositoryformatversion = 1
            	bare = true
            [extensions]
            	partialClone = {Name}{(sha256 ? "\n\tobjectFormat = sha256" : "")}
            [remote "{Name}"]
            	url = "{_url.Shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"
            	promisor = true
            	partialCloneFilter = tree:0
            [gc]
            	auto = 0

            """);
    }

    /// <summary>What a killed process left.</summary>
    private static void Sweep(string root)
    {
        foreach (var folder in Directory.CreateDirectory(root).EnumerateDirectories())
        {
            if (DateTime.UtcNow - folder.LastWriteTimeUtc > s_abandoned)
            {
                Delete(folder.FullName);
            }
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private static void Delete(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return;
            }

            // Windows deletes nothing that is read-only, as git's packs are.
            foreach (var file in OperatingSystem.IsWindows()
                ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
            {
                File.SetAttributes(file, FileAttributes.Normal);
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something holds it, or another process swept it; the sweep of another day gets what is left.
        }
    }
}
