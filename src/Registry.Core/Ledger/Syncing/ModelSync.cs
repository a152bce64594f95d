using Registry.Configuration;
using Registry.Git;
using Registry.Ledger.Publishing;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.Syncing;

/// <summary>What one model has to send: as it was kept, or written anew.</summary>
internal sealed record Outbound(Standing Standing, PendingEvents Pending, Rebuild? Rebuild, IReadOnlyDictionary<string, ObjectId> Listed)
{
    public bool IsEmpty => !Pending.Outgoing.Any();
}

/// <summary>Brings one model's chain in step with the remote's: forward, or its unpushed events on top of theirs.</summary>
internal sealed class ModelSync(
    GitRepository repository, GitRemote remote, RegistryConfiguration configuration, Action ensureSharedStore,
    IProgressSink? sink)
{
    private readonly StandingReader _standings = new(repository, new LedgerReader(repository, TimeProvider.System));
    private readonly EventPreparation _preparation = new(repository, TimeProvider.System);
    private readonly WriterRun _run = new(
        repository, remote, configuration,
        new StandingReader(repository, new LedgerReader(repository, TimeProvider.System)), sink);

    /// <summary>What a model has to send, after its events were fetched; null where nothing is left to do.</summary>
    /// <param name="chain">The model's.</param>
    /// <param name="fetched">How that fetch ended; null to fetch first.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RegistryException">MLR1102, MLR1103, MLR1104, MLR3007.</exception>
    public async Task<Outbound?> PrepareAsync(Chain chain, FetchOutcome? fetched, CancellationToken cancel)
    {
        var backoff = new Backoff();
        for (var attempt = 1; attempt <= Backoff.MostTries; attempt++)
        {
            await backoff.BeforeAsync(attempt, cancel);
            var standing = fetched is { } outcome
                ? await _run.ReadFetchedAsync(chain, outcome, cancel) : await _run.ReadAsync(chain, cancel);
            fetched = null;
            if (standing is { Unpushed.Count: 0 })
            {
                await FollowAsync(standing, cancel);
                return null;
            }

            if (standing is not null && await PrepareAsync(standing, cancel) is { } outbound)
            {
                return outbound;
            }
        }

        throw Outrun(chain);
    }

    /// <summary>Sends it, three tags at most in a push.</summary>
    /// <exception cref="RegistryException">MLR1102, MLR1103, MLR1104, MLR3007.</exception>
    public async Task<IEnumerable<SyncedEvent>> SendAsync(Outbound outbound, CancellationToken cancel)
    {
        var backoff = new Backoff();
        var sent = new List<SyncedEvent>();
        for (var attempt = 1; attempt <= Backoff.MostTries; attempt++)
        {
            await backoff.BeforeAsync(attempt, cancel);
            var published = outbound.IsEmpty ? new Published(PublishLevel.Local, null)
                : await _run.PublishAsync(outbound.Standing, outbound.Pending, cancel);
            if (published is not null)
            {
                return await EndAsync(outbound, published.Level, cancel);
            }

            var chain = outbound.Standing.Chain;
            var links = outbound.Pending.Unpushed;
            if (await PrepareAsync(chain, null, cancel) is not { } next)
            {
                // All of it went up after all.
                return links.Select(link => Pushed(chain, link, PublishLevel.Atomic));
            }

            outbound = next;
        }

        throw Outrun(outbound.Standing.Chain);
    }

    /// <summary>Gives names here to what the remote has taken.</summary>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<IEnumerable<SyncedEvent>> EndAsync(Outbound outbound, PublishLevel level, CancellationToken cancel)
    {
        var (standing, pending, chain) = (outbound.Standing, outbound.Pending, outbound.Standing.Chain);
        if (outbound.Rebuild is not { } rebuild)
        {
            await new LocalNames(repository).WriteAsync(standing, pending, level, cancel);
            return pending.Outgoing.Select(link => Pushed(chain, link, level));
        }

        if (!await ReplacementOf(outbound, rebuild, level).CommitAsync(repository, cancel))
        {
            throw new RegistryException(
                ErrorCodes.GitFailed,
                $"Events of '{chain.Model}' were sent, but another process wrote here meanwhile; run Sync-MLRegistry again, "
                + "nothing is sent twice.");
        }

        foreach (var tag in rebuild.Dropped)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Verbose, null, $"'{tag}' was deleted here before it was sent, and is left out."));
        }

        return rebuild.Replaced
            .Select(there => Synced(chain, there.Tag, SyncDirection.Fetched) with { Was = there.Old.Tag })
            .Concat(rebuild.Pending.Zip(pending.Events).Select(pair =>
                Synced(chain, pair.Second.Tag, SyncDirection.Rebuilt) with { Was = pair.First.Tag, Level = level }));
    }

    private async Task<Outbound?> PrepareAsync(Standing standing, CancellationToken cancel)
    {
        if (standing.Unpushed.Any(link => TagName.TryParse(link.Tag)?.Kind == EventKind.Register))
        {
            ensureSharedStore();
        }

        var isKept = standing.Unpushed.All(link => standing.Refs.GetValueOrDefault($"refs/tags/{link.Tag}") == link.TagObject);
        if (!standing.IsDiverged && isKept)
        {
            var asTheyAre = new PendingEvents
            {
                Chain = standing.Chain,
                Events = [],
                Links = [],
                RemoteTip = standing.RemoteTip,
                Unpushed = standing.Unpushed,
            };
            return new Outbound(standing, asTheyAre, null, standing.Refs);
        }

        // What the remote has, and nothing else: tags of one name may differ on both sides.
        var listed = LedgerReader.OfModel(
            await remote.ListAsync(standing.Chain.TagPatterns, cancel), standing.Chain.Model);
        if (!await remote.FetchObjectsAsync(listed.Select(r => r.Name), cancel))
        {
            return null;
        }

        var theirs = await _standings.WitnessedAsync(standing, listed, cancel);
        var rebuild = new Rebuild(standing.State, theirs.State, standing.Unpushed);
        foreach (var (before, ours) in rebuild.Overridden)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"'{ours.Tag}' was kept local, and goes on top of '{before.Tag}', by which {before.Tagger.Name} moved the stage "
                + $"'{ours.Name.Stage}' of '{ours.Name.Model}' meanwhile. If that is not meant, run Undo-MLModelStage."));
        }

        var pending = await _preparation.RunAsync(theirs, rebuild.Drafts, new WriteOptions(false, false, sink), cancel);
        return new Outbound(standing, pending, rebuild, theirs.Refs);
    }

    /// <summary>Old names go, or come to stand for what the remote has; new ones and the chain are set, all in one.</summary>
    private static RefTransaction ReplacementOf(Outbound outbound, Rebuild rebuild, PublishLevel level)
    {
        var (standing, pending) = (outbound.Standing, outbound.Pending);
        var wanted = pending.Events.ToDictionary(e => $"refs/tags/{e.Tag}", e => e.TagObject, StringComparer.Ordinal);
        var refs = new RefTransaction();
        foreach (var old in rebuild.Replaced.Select(there => there.Old).Concat(rebuild.Pending))
        {
            var name = $"refs/tags/{old.Tag}";
            if (!wanted.Remove(name, out var now) && !outbound.Listed.TryGetValue(name, out now))
            {
                refs.Delete(name, old.TagObject);
            }
            else
            {
                refs.Set(name, now, old.TagObject);
            }
        }

        foreach (var (name, target) in wanted)
        {
            refs.Set(name, target, standing.Refs.TryGetValue(name, out var here) ? here : null);
        }

        LocalNames.MoveChain(refs, standing, outbound.IsEmpty ? standing.RemoteTip ?? standing.SentTip : pending.Tip, level);
        return refs;
    }

    /// <summary>Our chain goes where theirs is: whoever reads the ledger with git sees all of it.</summary>
    private async Task FollowAsync(Standing standing, CancellationToken cancel)
    {
        if (standing.Tip is { } tip && standing.LocalTip != tip)
        {
            var refs = new RefTransaction();
            refs.Set(standing.Chain.Ref, tip, standing.LocalTip);
            await refs.CommitAsync(repository, cancel);
        }
    }

    private static SyncedEvent Pushed(Chain chain, ChainLink link, PublishLevel level) =>
        Synced(chain, link.Tag, SyncDirection.Pushed) with { Level = level };

    private static SyncedEvent Synced(Chain chain, string tag, SyncDirection direction) =>
        new() { Name = chain.Model.Text, Tag = tag, Direction = direction, Registry = "" };

    private static RegistryException Outrun(Chain chain) => new(
        ErrorCodes.RemoteMovedOn,
        $"Other writers of '{chain.Model}' were faster {Backoff.MostTries} times in a row; its events stay local, run it again.");
}
