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

    /// <summary>A ref of the remote was not what it had to be; nothing was sent.</summary>
    Stale,

    /// <summary>The server cannot push several refs as one; nothing was sent.</summary>
    NotAtomic,
}

/// <summary>A ref that a push is to write, and what it must be there before; null: it must be new.</summary>
internal readonly record struct Lease(string Ref, ObjectId? Old);

/// <summary>The remote that a repository shares its events through.</summary>
internal sealed class GitRemote(GitRepository repository, string name, string url)
{
    private bool _isAtomic = true;

    public string Name => name;

    /// <summary>Without secrets.</summary>
    public string Url => SecretFree.Of(url);

    /// <summary>What a user's configuration must not add to a fetch: pruning would take unpushed events away.</summary>
    public static IReadOnlyList<string> FetchCommand { get; } =
    [
        "fetch", "--no-tags", "--no-prune", "--no-prune-tags", "--no-recurse-submodules", "--no-write-fetch-head",
        "--no-auto-maintenance",
    ];

    /// <summary>
    /// Nothing but what is named goes up: a user's followTags would publish events that were kept local.
    /// </summary>
    private static readonly string[] s_push =
    [
        "push", "--quiet", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
    ];

    private const string Depth = "--depth=1";

    private const string NoTrees = "--filter=tree:0";

    /// <summary>Brings refs of the remote here. Refs that moved are left as they were.</summary>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<FetchOutcome> FetchAsync(IReadOnlyList<string> refspecs, CancellationToken cancel)
    {
        if (!repository.IsView)
        {
            return await FetchAsync([], refspecs, cancel);
        }

        // The chain first, whole: a tag that came after it is then here, and none that it names is missing. Tags that are
        // gone from the remote leave the view too.
        var tags = refspecs.ToLookup(refspec => refspec.TrimStart('+').StartsWith("refs/tags/", StringComparison.Ordinal));
        return tags[false].Any() && await FetchAsync([NoTrees], tags[false], cancel) is not FetchOutcome.Done and var early
            ? early
            : await FetchAsync(["--prune", Depth, NoTrees], tags[true], cancel);
    }

    private async Task<FetchOutcome> FetchAsync(
        IEnumerable<string> options, IEnumerable<string> refspecs, CancellationToken cancel)
    {
        // Not --quiet: that would hide which ref was refused. By standard input, there is no end to their number.
        List<string> arguments = [.. FetchCommand, .. options, "--stdin", name];
        var input = string.Join('\n', refspecs) + "\n";
        var output = await repository.TryGitAsync(arguments, input, cancel);
        if (output.MayHaveMatchedNothing && arguments.Remove(Depth))
        {
            output = await repository.TryGitAsync(arguments, input, cancel);
        }

        bool Says(string words) => output.Error.Contains(words, StringComparison.Ordinal);
        return output.ExitCode == 0 ? FetchOutcome.Done
            : Says("would clobber existing tag") || Says("(non-fast-forward)") ? FetchOutcome.Moved
            : Says("cannot lock ref") || Says("File exists") ? FetchOutcome.Busy
            : throw FetchFailed(output);
    }

    /// <summary>Brings the objects of some refs here, and no ref.</summary>
    /// <returns>False where one of the refs has gone meanwhile.</returns>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<bool> FetchObjectsAsync(IEnumerable<string> refs, CancellationToken cancel)
    {
        var output = await repository.TryGitAsync(
            [.. FetchCommand, "--stdin", name], string.Join('\n', refs) + "\n", cancel);
        return output.ExitCode == 0
            || (output.Error.Contains("couldn't find remote ref", StringComparison.Ordinal) ? false : throw FetchFailed(output));
    }

    /// <summary>
    /// The remote's default branch as it is now, fetched into a ref of our own; null where it has none.
    /// </summary>
    public async Task<string?> FetchDefaultBranchAsync(CancellationToken cancel)
    {
        const string head = "refs/registry-branch/HEAD";
        var output = await repository.TryGitAsync([.. FetchCommand, name, $"+HEAD:{head}"], null, cancel);
        return output.ExitCode == 0 || output.Error.Contains("cannot lock ref", StringComparison.Ordinal) ? head
            : output.Error.Contains("couldn't find remote ref HEAD", StringComparison.Ordinal) ? null
            : throw FetchFailed(output);
    }

    /// <summary>The names of all tags of the remote.</summary>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancel) =>
        [.. (await ListAsync(["refs/tags/*"], cancel)).Select(reference => reference.Name)];

    /// <summary>
    /// The remote's refs that match one of the patterns, as they are now. However few match, all of them travel.
    /// </summary>
    public Task<IReadOnlyList<GitRef>> ListAsync(IEnumerable<string> patterns, CancellationToken cancel) =>
        ListAsync(patterns, "", cancel);

    /// <param name="patterns">Full names of refs, with stars.</param>
    /// <param name="advice">What to do where the remote cannot be asked.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<IReadOnlyList<GitRef>> ListAsync(
        IEnumerable<string> patterns, string advice, CancellationToken cancel)
    {
        string[] arguments = ["ls-remote", "--quiet", "--refs", name, .. patterns];
        var output = await repository.TryGitAsync(arguments, null, cancel);
        return output.ExitCode != 0 ? throw GitRepository.Failed(arguments, output, advice) :
        [
            .. output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
                .Where(parts => parts.Length == 2).Select(parts => new GitRef(parts[1], new ObjectId(parts[0]))),
        ];
    }

    /// <summary>
    /// Pushes objects by id, or refs by pattern, to refs that must be new or move forward, and be as the lease says.
    /// </summary>
    public async Task<(PushOutcome Outcome, GitOutput Output)> PushAsync(
        IEnumerable<string> refspecs, Lease? lease, bool atomic, CancellationToken cancel)
    {
        if (atomic && !_isAtomic)
        {
            return (PushOutcome.NotAtomic, new GitOutput(128, "", ""));
        }

        List<string> arguments = [.. s_push];
        if (atomic)
        {
            arguments.Add("--atomic");
        }

        if (lease is { } expected)
        {
            arguments.Add($"--force-with-lease={expected.Ref}:{expected.Old}");
        }

        var output = await repository.TryGitAsync([.. arguments, name, .. refspecs], null, cancel);
        var outcome = OutcomeOf(output);
        _isAtomic &= outcome != PushOutcome.NotAtomic;
        return (outcome, output);
    }

    /// <summary>Takes refs away from the remote that still are what was pushed.</summary>
    /// <returns>Whether it took them.</returns>
    public async Task<bool> TakeBackAsync(
        IReadOnlyList<(ObjectId Object, string Ref)> updates, CancellationToken cancel)
    {
        var output = await repository.TryGitAsync(
            [
                .. s_push, .. updates.Select(update => $"--force-with-lease={update.Ref}:{update.Object}"),
                name, .. updates.Select(update => $":{update.Ref}"),
            ],
            null, cancel);
        return output.ExitCode == 0;
    }

    private static PushOutcome OutcomeOf(GitOutput output) =>
        output.ExitCode == 0 ? PushOutcome.Accepted
            : output.Error.Contains("does not support --atomic", StringComparison.Ordinal) ? PushOutcome.NotAtomic
            : output.Text.Contains("(stale info)", StringComparison.Ordinal) ? PushOutcome.Stale
            : PushOutcome.Rejected;

    private RegistryException FetchFailed(GitOutput output) => GitRepository.Failed(
        ["fetch", name], output, $"See that the remote '{name}' can be reached, or keep the event local.");
}
