using Registry.Git;
using Registry.Ledger.History;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.Audit;

/// <summary>
/// Tags and chains of the remote as they are now. Nothing here is changed by asking: objects come, no refs.
/// </summary>
internal sealed record RemoteEvidence(
    string Name, IReadOnlyDictionary<string, ObjectId> Tags, IReadOnlyDictionary<ModelName, ObjectId> Chains)
{
    private const string TagPrefix = "refs/tags/";
    private const string ChainPrefix = "refs/registry/";

    /// <summary>So many chains are asked for in one fetch: a command line has an end.</summary>
    private const int MostAtOnce = 200;

    private static readonly string[] s_fetch =
    [
        "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head",
        "--no-auto-maintenance",
    ];

    /// <exception cref="RegistryException">MLR1102 where the remote cannot be asked.</exception>
    public static async Task<RemoteEvidence> AskAsync(
        GitRepository repository, GitRemote remote, ModelName? model, CancellationToken cancel)
    {
        string[] patterns = model is null ? ["refs/tags/*", "refs/registry/*"]
            :
            [
                $"{TagPrefix}{model.TagForm}@*", $"{TagPrefix}{model.TagForm}#*", $"{TagPrefix}{model.TagForm}+*",
                $"refs/registry/{model.TagForm}@chain",
            ];
        var output = await repository.TryGitAsync(
            ["ls-remote", "--quiet", "--refs", remote.Name, .. patterns], null, cancel);
        if (output.ExitCode != 0)
        {
            throw GitRepository.Failed(
                ["ls-remote", remote.Name], output,
                $"See that the remote '{remote.Name}' can be reached, or use -Offline, which sees nothing of it.");
        }

        var tags = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        var chains = new Dictionary<ModelName, ObjectId>();
        foreach (var line in output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var (target, name) = (new ObjectId(line[..tab]), line[(tab + 1)..]);
            if (name.StartsWith(TagPrefix, StringComparison.Ordinal))
            {
                tags[name[TagPrefix.Length..]] = target;
            }
            else if (name.StartsWith(ChainPrefix, StringComparison.Ordinal) && Chain.ModelOf(name[ChainPrefix.Length..]) is { } owner)
            {
                chains[owner] = target;
            }
        }

        return new RemoteEvidence(remote.Name, tags, chains);
    }

    /// <summary>Brings the commits of chains that ended elsewhere when they were last fetched.</summary>
    public async Task FetchAsync(GitRepository repository, ChainBook known, CancellationToken cancel)
    {
        var unknown = Chains.Where(chain => !known.Knows(chain.Value))
            .Select(chain => $"refs/registry/{chain.Key.TagForm}@chain");
        foreach (var refs in unknown.Chunk(MostAtOnce))
        {
            var output = await repository.TryGitAsync([.. s_fetch, Name, .. refs], null, cancel);
            if (output.ExitCode != 0)
            {
                throw GitRepository.Failed(
                    ["fetch", Name], output, "Run it again: the chain may have moved meanwhile.");
            }
        }
    }
}
