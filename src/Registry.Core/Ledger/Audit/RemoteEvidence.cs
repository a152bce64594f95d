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

    /// <exception cref="RegistryException">MLR1102 where the remote cannot be asked.</exception>
    public static async Task<RemoteEvidence> AskAsync(
        GitRemote remote, ModelName? model, CancellationToken cancel)
    {
        IEnumerable<string> patterns = model is null ? ["refs/tags/*", "refs/registry/*"]
            : [.. Chain.TagPatternsOf(model), ChainOf(model)];
        var refs = await remote.ListAsync(
            patterns, $"See that the remote '{remote.Name}' can be reached, or use -Offline, which sees nothing of it.",
            cancel);
        var tags = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
        var chains = new Dictionary<ModelName, ObjectId>();
        foreach (var (name, target) in refs)
        {
            if (name.StartsWith(TagPrefix, StringComparison.Ordinal))
            {
                tags[name[TagPrefix.Length..]] = target;
            }
            else if (name.StartsWith(ChainPrefix, StringComparison.Ordinal)
                && Chain.ModelOf(name[ChainPrefix.Length..]) is { } owner)
            {
                chains[owner] = target;
            }
        }

        return new RemoteEvidence(remote.Name, tags, chains);
    }

    /// <summary>Brings the commits of chains that ended elsewhere when they were last fetched.</summary>
    public async Task FetchAsync(GitRemote remote, ChainBook known, CancellationToken cancel)
    {
        var unknown = Chains.Where(chain => !known.Knows(chain.Value)).Select(chain => ChainOf(chain.Key)).ToList();
        if (unknown.Count > 0 && !await remote.FetchObjectsAsync(unknown, cancel))
        {
            throw new RegistryException(
                ErrorCodes.GitFailed,
                $"A chain has gone from the remote '{remote.Name}' while it was looked at; run it again.");
        }
    }

    private static string ChainOf(ModelName model) => $"{ChainPrefix}{model.TagForm}@chain";
}
