using Registry.Git;
using Registry.Ledger.Syncing;
using Registry.Ledger.Writing;

namespace Registry.Operations;

/// <summary>Brings the events of a repository and of its remote in step.</summary>
internal sealed class Synchronization(RegistryContext registry, SyncRequest request, IProgressSink? sink)
{
    private const int MostFetches = 5;

    public async Task<SyncReport> PreviewAsync(CancellationToken cancel)
    {
        var (remote, pairs) = await CompareAsync(cancel);
        var events = new List<SyncedEvent>();
        foreach (var pair in pairs.Where(pair => !pair.IsChainGone))
        {
            events.AddRange(pair.Missing.Select(r => Event(pair, r)));
            IReadOnlyList<ChainLink> links = [];
            if (pair is { IsAhead: true, OurChain: { } ours })
            {
                ObjectId?[] known = [pair.SeenChain, pair.SentChain];
                links = await pair.Chain.LinksNotInAsync(known.OfType<ObjectId>(), ours, cancel);
                events.AddRange(links.Select(link => Outgoing(pair, link, links)));
            }

            var left = pair.Left.Where(r => links.All(link => link.TagObject != r.Target));
            events.AddRange(left.Select(r => Event(pair, r, SyncDirection.Dropped)));
        }

        return new SyncReport(events, [.. pairs.Where(pair => pair.IsChainGone).Select(pair => Gone(pair, remote))]);
    }

    public async Task<SyncReport> RunAsync(CancellationToken cancel)
    {
        var (remote, pairs) = await CompareAsync(cancel);
        var sync = new ModelSync(
            registry.Repository, remote, registry.Configuration, () => registry.EnsureStoreFor(push: true), sink);
        var bulk = new BulkPush(registry.Repository, remote);
        await bulk.SweepAsync(cancel);
        var (events, failures) = (new List<SyncedEvent>(), new List<RegistryException>());
        var (behind, gone) = (pairs.Where(p => !p.IsInStep && !p.IsChainGone).ToList(), pairs.Where(p => p.IsChainGone));
        failures.AddRange(gone.Select(pair => Gone(pair, remote)));
        await FetchAsync(remote, behind, cancel);
        var here = (await registry.Repository.ListRefsAsync(["refs/tags/"], cancel)).ToHashSet();
        var outbounds = new List<Outbound>();
        foreach (var pair in behind)
        {
            events.AddRange(pair.Missing.Where(here.Contains).Select(r => Event(pair, r)));
            await CollectAsync(failures, async () =>
            {
                var outcome = pair.HasMoved ? FetchOutcome.Moved : FetchOutcome.Done;
                if (await sync.PrepareAsync(pair.Chain, outcome, cancel) is { } outbound)
                {
                    outbounds.Add(outbound);
                }
            });
        }

        var sent = await SendAsync((sync, bulk), outbounds, failures, cancel);
        events.AddRange(sent);
        if (behind.Any(pair => pair.Left.Any()))
        {
            here = [.. await registry.Repository.ListRefsAsync(["refs/tags/"], cancel)];
            var replaced = sent.Select(e => e.Was).ToHashSet();
            events.AddRange(behind.SelectMany(pair => pair.Left.Where(r => !here.Contains(r))
                .Select(r => Event(pair, r, SyncDirection.Dropped)).Where(e => !replaced.Contains(e.Tag))));
        }

        return new SyncReport([.. events.Select(e => e with { Registry = registry.Location })], failures);
    }

    private async Task<IReadOnlyList<SyncedEvent>> SendAsync(
        (ModelSync Sync, BulkPush Bulk) by, List<Outbound> outbounds, List<RegistryException> failures,
        CancellationToken cancel)
    {
        var sent = new List<SyncedEvent>();
        var full = outbounds.Where(outbound => !outbound.IsEmpty).ToList();
        var inBulk = request.Bulk && full.Count > 0
            && await by.Bulk.RunAsync([.. full.Select(outbound => outbound.Pending)], cancel);
        foreach (var outbound in outbounds)
        {
            await CollectAsync(failures, async () => sent.AddRange(inBulk && !outbound.IsEmpty
                ? await by.Sync.EndAsync(outbound, PublishLevel.Atomic, cancel)
                : await by.Sync.SendAsync(outbound, cancel)));
        }

        return sent;
    }

    /// <summary>All refs of both sides that are events' or chains', by model.</summary>
    private async Task<(GitRemote Remote, IReadOnlyList<SyncPair> Pairs)> CompareAsync(CancellationToken cancel)
    {
        var remote = await FindRemoteAsync(cancel);
        var theirs = await remote.ListAsync(["refs/tags/*", "refs/registry/*"], cancel);
        var known = new[] { "refs/registry-remotes", "refs/registry-sent" };
        var ours = await registry.Repository.ListRefsAsync(
            ["refs/tags/", "refs/registry/", .. known.Select(folder => $"{folder}/{Chain.FolderOf(remote.Name)}/")], cancel);
        var pairs = SyncPair.Join(ours, theirs, model => new Chain(registry.Repository, model, remote.Name));
        return (remote, [.. pairs.Where(pair => request.Names?.Contains(pair.Chain.Model.Text) != false)]);
    }

    private async Task<GitRemote> FindRemoteAsync(CancellationToken cancel)
    {
        if (registry.Repository.IsView)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"Nothing is kept of the registry '{registry.Location}', which is given by URL: there is nothing to bring in step. "
                + "Run this in a clone of it.");
        }

        var name = request.Remote ?? registry.RemoteName;
        if (registry.Remote?.Name == name)
        {
            return registry.Remote;
        }

        var url = name.StartsWith('-') ? null : await registry.Repository.GetConfigAsync($"remote.{name}.url", cancel);
        return url is not null ? new GitRemote(registry.Repository, name, url) : throw new RegistryException(
            ErrorCodes.Malformed,
            $"The repository '{registry.Location}' has no remote '{Naming.Shown.Of(name)}'; add it with 'git remote add', or name "
            + "another.");
    }

    private static async Task FetchAsync(GitRemote remote, IReadOnlyList<SyncPair> pairs, CancellationToken cancel)
    {
        var refspecs = pairs.SelectMany(pair => pair.Chain.Refspecs).ToList();
        var outcome = FetchOutcome.Busy;
        for (var i = 0; refspecs.Count > 0 && outcome == FetchOutcome.Busy && i < MostFetches; i++)
        {
            outcome = await remote.FetchAsync(refspecs, cancel);
        }
    }

    /// <summary>A model that cannot be brought in step does not keep the others from it.</summary>
    private static async Task CollectAsync(List<RegistryException> failures, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (RegistryException e)
        {
            failures.Add(e);
        }
    }

    private SyncedEvent Event(SyncPair pair, GitRef reference, SyncDirection direction = SyncDirection.Fetched) =>
        Event(pair, reference.Name["refs/tags/".Length..]) with { Direction = direction };

    private SyncedEvent Outgoing(SyncPair pair, ChainLink link, IReadOnlyList<ChainLink> links)
    {
        var isOutrun = pair.TheirChain is { } theirs
            ? theirs != pair.SeenChain && links.All(l => l.Commit != theirs) : pair.Missing.Any() || pair.HasMoved;
        return Event(pair, link.Tag) with
        {
            Direction = isOutrun ? SyncDirection.Rebuilt : SyncDirection.Pushed,
            Was = isOutrun ? link.Tag : null,
        };
    }

    private SyncedEvent Event(SyncPair pair, string tag) => new()
    {
        Name = pair.Chain.Model.Text,
        Tag = tag,
        Direction = SyncDirection.Fetched,
        Registry = registry.Location,
    };

    private static RegistryException Gone(SyncPair pair, GitRemote remote) => new(
        ErrorCodes.HistoryBroken,
        $"The chain '{pair.Chain.Ref}' is gone from the remote '{remote.Name}' ({remote.Url}); nothing of '{pair.Chain.Model}' was "
        + $"moved. Find out why, then put it back with 'git push {remote.Name} {pair.Chain.RemoteRef}:{pair.Chain.Ref}'.");
}
