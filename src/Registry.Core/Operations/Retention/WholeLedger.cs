using Registry.Git;
using Registry.Ledger.Audit;
using Registry.Ledger.History;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations.Retention;

/// <summary>
/// Every model as the remote has it at the moment, with what is here beside it: nothing may be given up by what one
/// clone happens to know.
/// </summary>
internal sealed class WholeLedger(RegistryContext registry, IProgressSink? sink)
{
    private const int MostFetches = 5;

    /// <param name="lookOnly">Only tells of what the remote has that is not here.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RegistryException">MLR1102 where the remote cannot be read, MLR3007 where it was rewound.</exception>
    public async Task<IReadOnlyList<ModelHistory>> ReadAsync(bool lookOnly, CancellationToken cancel)
    {
        if (!registry.IsByUrl && registry.Remote is { } remote)
        {
            await (lookOnly ? TellAsync(remote, cancel) : FetchAsync(remote, cancel));
        }

        var ledger = await registry.OpenLedgerAsync(null, cancel);
        return await new HistoryReader(ledger, registry.RemoteName, TimeProvider.System).ReadAllAsync(cancel);
    }

    private async Task FetchAsync(GitRemote remote, CancellationToken cancel)
    {
        for (var i = 0; i < MostFetches; i++)
        {
            var models = await BehindAsync(remote, cancel);
            var refspecs = models.SelectMany(model => new Chain(registry.Repository, model, remote.Name).Refspecs).ToList();
            switch (refspecs.Count == 0 ? FetchOutcome.Done : await remote.FetchAsync(refspecs, cancel))
            {
                case FetchOutcome.Done:
                    return;
                case FetchOutcome.Moved:
                    throw new RegistryException(
                        ErrorCodes.HistoryBroken,
                        $"A tag or chain was moved on the remote '{remote.Name}' ({remote.Url}): what this repository has differs, "
                        + "and nothing is given up by a history in doubt. See Test-MLRegistry, and put back what was there.");
                default:
                    continue;
            }
        }

        throw new RegistryException(
            ErrorCodes.GitFailed,
            $"Another process was moving the refs of '{registry.Location}' {MostFetches} times in a row; run it again.");
    }

    private async Task TellAsync(GitRemote remote, CancellationToken cancel)
    {
        if (await BehindAsync(remote, cancel) is { Count: > 0 } models)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"The remote '{remote.Name}' has events that are not here, of {models.Count} models such as '{models.Min()}'; what "
                + "is told is by what is here. Run Sync-MLRegistry first to see it all."));
        }
    }

    /// <summary>The models of which the remote has a tag or a chain's end that is not here.</summary>
    private async Task<HashSet<ModelName>> BehindAsync(GitRemote remote, CancellationToken cancel)
    {
        var theirs = await RemoteEvidence.AskAsync(remote, null, cancel);
        var seen = Chain.RemotePrefix(remote.Name);
        var ours = (await registry.Repository.ListRefsAsync(["refs/tags/", seen], cancel)).ToHashSet();
        var tags = theirs.Tags.Where(tag => !ours.Contains(new GitRef($"refs/tags/{tag.Key}", tag.Value)))
            .Select(tag => TagName.TryParse(tag.Key)?.Model).OfType<ModelName>();
        var chains = theirs.Chains.Where(chain => !ours.Contains(new GitRef($"{seen}{chain.Key.TagForm}@chain", chain.Value)))
            .Select(chain => chain.Key);
        return [.. tags, .. chains];
    }
}
