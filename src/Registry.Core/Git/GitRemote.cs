namespace Registry.Git;

/// <summary>How a fetch ended.</summary>
internal enum FetchOutcome
{
    Done,

    /// <summary>A tag or chain of the remote is not what it was here; ours was kept.</summary>
    Moved,

    /// <summary>Another process was moving the same refs.</summary>
    Busy,
}

/// <summary>How a push ended, as far as its own exit tells.</summary>
internal enum PushOutcome
{
    Accepted,
    Rejected,

    /// <summary>The server cannot push several refs as one; nothing was sent.</summary>
    NotAtomic,
}

/// <summary>The remote that a repository shares its events through.</summary>
internal sealed class GitRemote(GitRepository repository, string name, string url)
{
    public string Name => name;

    /// <summary>Without user info.</summary>
    public string Url => SecretFree.Of(url);

    /// <summary>What a user's configuration must not add to a fetch: pruning would take unpushed events away.</summary>
    private static readonly string[] s_fetch =
    [
        "fetch", "--no-tags", "--no-prune", "--no-prune-tags", "--no-recurse-submodules", "--no-write-fetch-head",
        "--no-auto-maintenance",
    ];

    /// <summary>Brings refs of the remote here. Refs that moved are left as they were.</summary>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<FetchOutcome> FetchAsync(IEnumerable<string> refspecs, CancellationToken cancel)
    {
        // Not --quiet: that would hide which ref was refused.
        List<string> arguments = [.. s_fetch, name, .. refspecs];
        var output = await repository.TryGitAsync(arguments, null, cancel);
        bool Says(string words) => output.Error.Contains(words, StringComparison.Ordinal);
        return output.ExitCode == 0 ? FetchOutcome.Done
            : Says("would clobber existing tag") || Says("(non-fast-forward)") ? FetchOutcome.Moved
            : Says("cannot lock ref") || Says("File exists") ? FetchOutcome.Busy
            : throw GitRepository.Failed(
                ["fetch", name], output, $"See that the remote '{name}' can be reached, or keep the event local.");
    }

    /// <summary>
    /// The remote's default branch as it is now, fetched into a ref of our own; null where it has none.
    /// </summary>
    public async Task<string?> FetchDefaultBranchAsync(CancellationToken cancel)
    {
        const string head = "refs/registry-branch/HEAD";
        var output = await repository.TryGitAsync([.. s_fetch, name, $"+HEAD:{head}"], null, cancel);
        return output.ExitCode == 0 || output.Error.Contains("cannot lock ref", StringComparison.Ordinal) ? head
            : output.Error.Contains("couldn't find remote ref HEAD", StringComparison.Ordinal) ? null
            : throw GitRepository.Failed(
                ["fetch", name], output, $"See that the remote '{name}' can be reached, or keep the event local.");
    }

    /// <summary>The names of all tags of the remote.</summary>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancel)
    {
        var text = await repository.GitAsync(["ls-remote", "--quiet", "--refs", "--tags", name], null, cancel);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[^1])];
    }

    /// <summary>Pushes objects by id to refs that must be new or move forward.</summary>
    public async Task<(PushOutcome Outcome, GitOutput Output)> PushAsync(
        IReadOnlyList<(ObjectId Object, string Ref)> updates, bool atomic, CancellationToken cancel)
    {
        List<string> arguments = 
        [
            // Nothing but what is named: a user's followTags would publish events that were kept local.
            "push", "--quiet", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
        ];
        if (atomic)
        {
            arguments.Add("--atomic");
        }

        arguments.Add(name);
        arguments.AddRange(updates.Select(update => $"{update.Object}:{update.Ref}"));
        var output = await repository.TryGitAsync(arguments, null, cancel);
        var outcome = output.ExitCode == 0 ? PushOutcome.Accepted
            : output.Error.Contains("does not support --atomic", StringComparison.Ordinal) ? PushOutcome.NotAtomic
            : PushOutcome.Rejected;
        return (outcome, output);
    }

    /// <summary>Takes refs away from the remote that still are what was pushed.</summary>
    public Task TakeBackAsync(IReadOnlyList<(ObjectId Object, string Ref)> updates, CancellationToken cancel) =>
        repository.TryGitAsync(
            [
                "push", "--quiet", "--no-verify",
                .. updates.Select(update => $"--force-with-lease={update.Ref}:{update.Object}"),
                name, .. updates.Select(update => $":{update.Ref}"),
            ],
            null, cancel);

    /// <summary>What the remote has of these refs now.</summary>
    public async Task<IReadOnlyDictionary<string, ObjectId>> ListAsync(
        IReadOnlyList<string> refs, CancellationToken cancel)
    {
        List<string> arguments = ["ls-remote", "--quiet", name, .. refs];
        var text = await repository.GitAsync(arguments, null, cancel);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Where(parts => parts.Length == 2 && refs.Contains(parts[1]))
            .ToDictionary(parts => parts[1], parts => new ObjectId(parts[0]), StringComparer.Ordinal);
    }
}
