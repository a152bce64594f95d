using Registry.Configuration;
using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>How an event is to be written.</summary>
internal sealed record WriteOptions(bool NoPush, bool Force, IProgressSink? Sink);

/// <summary>
/// Appends events to a model: objects first, then the remote, local names last. A writer that loses a race decides anew
/// on the new state, so that nothing is overwritten and no number is used twice.
/// </summary>
internal sealed class LedgerWriter(
    GitRepository repository, GitRemote? remote, RegistryConfiguration configuration, Action ensureSharedStore,
    TimeProvider time)
{
    private const int MostTries = 12;
    private readonly EventPreparation _preparation = new(repository, time);
    private readonly LedgerReader _reader = new(repository, time);

    /// <summary>
    /// Appends the events that <paramref name="decide"/> drafts from the state, none where it gives none. Where another
    /// writer is faster it is asked again, on the new state.
    /// </summary>
    /// <exception cref="RegistryException">
    /// What the decision raises; MLR1102, MLR1103, MLR1104, MLR1105, MLR3007.
    /// </exception>
    public async Task<AppendResult> AppendAsync(
        ModelName model, Func<ModelState, Task<IReadOnlyList<EventDraft>>> decide, WriteOptions options,
        CancellationToken cancel)
    {
        var shared = options.NoPush ? null : remote;
        var chain = new Chain(repository, model);
        var tried = new List<RegistryEvent>();
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            await WaitAsync(attempt, cancel);
            if (shared is not null && !await FetchAsync(shared, chain, cancel))
            {
                continue;
            }

            var (tip, unpushed) = await FindTipAsync(chain, shared, cancel);
            var (state, broken) = await chain.WitnessAsync(await _reader.ReadAsync(model, cancel), tip, cancel);
            var drafts = await DecideAsync(decide, state, tried.Count > 0);

            // Several events may go up in several pushes: those before a lost one stand.
            var stand = tried.Where(e => state.Events.Any(known => known.TagObject == e.TagObject)).ToList();
            if (drafts.Count == 0)
            {
                return new AppendResult(state, stand, stand.Count > 0 ? PublishLevel.Atomic : null);
            }

            WarnBroken(model, broken, options);
            EnsureShared(unpushed);
            await _preparation.EnsureFreeAsync(state, drafts, attempt, cancel);
            var pending = await _preparation.RunAsync(chain, state, drafts, (tip, unpushed), options, cancel);
            if (await PublishAsync(shared, pending, options, cancel) is { } level
                && await NameAsync(pending, shared is not null, cancel))
            {
                var after = await ReadAfterAsync(state, pending.Events, shared, chain, options, cancel);
                return new AppendResult(after, [.. stand, .. pending.Events], level);
            }

            tried.AddRange(pending.Events);
        }

        throw new RegistryException(
            ErrorCodes.RemoteMovedOn,
            $"Other writers of '{model}' were faster {MostTries} times in a row; nothing was written, run it again.");
    }

    /// <summary>The state afterwards; says what a writer that does not know the chain has put in between.</summary>
    private async Task<ModelState> ReadAfterAsync(
        ModelState before, IReadOnlyList<RegistryEvent> written, GitRemote? shared, Chain chain, WriteOptions options,
        CancellationToken cancel)
    {
        if (shared is not null)
        {
            try
            {
                await shared.FetchAsync(chain.Refspecs, cancel);
            }
            catch (RegistryException e)
            {
                // The event is written: nothing that goes wrong from here on makes it undone.
                options.Sink?.Write(new RegistryMessage(MessageLevel.Verbose, e.Error, e.Message));
            }
        }

        var after = await _reader.ReadAsync(before.Name, cancel);
        var known = before.Events.Concat(written).Select(e => e.TagObject).ToHashSet();
        foreach (var foreign in after.Events.Where(e => e.Number is null && !known.Contains(e.TagObject)))
        {
            var clash = foreign.Kind == EventKind.Register
                && written.Any(e => e.Kind == EventKind.Register && e.Commit == foreign.Commit)
                ? $" Both are on the commit {foreign.Commit.Hex[..12]}, which GTO cannot read once a stage is assigned there; "
                    + "register one of them again from another commit." : "";
            options.Sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"'{foreign.Tag}' by {foreign.Tagger.Name} came in while '{written[^1].Tag}' was written, by a tool that does not "
                + $"know the chain.{clash}"));
        }

        return after;
    }

    /// <returns>False where another process was fetching the same.</returns>
    private static async Task<bool> FetchAsync(GitRemote shared, Chain chain, CancellationToken cancel) =>
        await shared.FetchAsync(chain.Refspecs, cancel) switch
        {
            FetchOutcome.Done => true,
            FetchOutcome.Busy => false,
            _ => throw new RegistryException(
                ErrorCodes.HistoryBroken,
                $"A tag or the chain '{chain.Ref}' was moved on the remote '{shared.Name}' ({shared.Url}): what this repository "
                + "has differs. Nothing was written; compare 'git ls-remote' with 'git show-ref', and put back what was there."),
        };

    /// <returns>Null where another writer was faster.</returns>
    private async Task<PublishLevel?> PublishAsync(
        GitRemote? shared, PendingEvents pending, WriteOptions options, CancellationToken cancel)
    {
        if (shared is null)
        {
            return PublishLevel.Local;
        }

        var level = await new Publisher(shared, configuration, options.Sink).PublishAsync(pending, cancel);
        if (level is not null)
        {
            // What the remote has by now is remembered: else a host without chains would get every event again, and a
            // chain that is rewound there would look like one that was never pushed. A fetch at work does it for us.
            await repository.TryGitAsync(["update-ref", pending.Chain.RemoteRef, pending.Tip.Hex], null, cancel);
        }

        return level;
    }

    private static void WarnBroken(ModelName model, IReadOnlyList<string> broken, WriteOptions options)
    {
        if (broken.Count > 0)
        {
            options.Sink?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.HistoryBroken,
                $"The chain of '{model}' names tags that are gone or moved: {string.Join(", ", broken.Take(5).Select(t => $"'{t}'"))}. "
                + $"What they said can be read with 'git log -p refs/registry/{model.TagForm}@chain'."));
        }
    }

    /// <summary>Versions that were kept local must not travel from a store that others cannot reach.</summary>
    private void EnsureShared(IReadOnlyList<ChainLink> unpushed)
    {
        if (unpushed.Any(link => TagName.TryParse(link.Tag)?.Kind == EventKind.Register))
        {
            ensureSharedStore();
        }
    }

    private static async Task<IReadOnlyList<EventDraft>> DecideAsync(
        Func<ModelState, Task<IReadOnlyList<EventDraft>>> decide, ModelState state, bool lost)
    {
        try
        {
            return await decide(state);
        }
        catch (RegistryException e) when (lost && e.Error == ErrorCodes.VersionExists)
        {
            throw new RegistryException(
                ErrorCodes.RemoteMovedOn,
                $"{e.Message} Another writer was faster: '{state.Last?.Tag}' by {state.Last?.Tagger.Name}.", e);
        }
    }

    /// <summary>Where the next link goes, and what this repository holds that the remote lacks.</summary>
    private async Task<(ObjectId? Tip, IReadOnlyList<ChainLink> Unpushed)> FindTipAsync(
        Chain chain, GitRemote? shared, CancellationToken cancel)
    {
        var local = await repository.FindRefAsync(chain.Ref, cancel);
        var theirs = await repository.FindRefAsync(chain.RemoteRef, cancel);
        if (local is not { } ours || local == theirs)
        {
            return (theirs, []);
        }

        if (theirs is { } tip && await repository.IsAncestorAsync(ours, tip, cancel))
        {
            return (theirs, []);
        }

        if (theirs is null || await repository.IsAncestorAsync(theirs.Value, ours, cancel))
        {
            return (ours, shared is null ? [] : await chain.LinksAsync(theirs, ours, cancel));
        }

        var kept = await chain.LinksAsync(theirs, ours, cancel);
        throw new RegistryException(
            ErrorCodes.RemoteMovedOn,
            $"The remote has new events, and this repository has some that were never pushed: "
            + $"{string.Join(", ", kept.Select(link => $"'{link.Tag}'"))}. Delete those tags and the ref '{chain.Ref}' here, then "
            + "write them again.");
    }

    /// <summary>
    /// Gives the events their local names. Without a remote, a chain that moved meanwhile is a lost race.
    /// </summary>
    private async Task<bool> NameAsync(PendingEvents pending, bool published, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            await WaitAsync(attempt, cancel);
            var old = await repository.FindRefAsync(pending.Chain.Ref, cancel);
            var forward = old is not { } known || await repository.IsAncestorAsync(known, pending.Tip, cancel);
            if (!forward && !published)
            {
                return false;
            }

            // Where an event was kept local meanwhile, the chain stays on it; the next writer is told of the fork.
            List<(string, ObjectId, ObjectId?)> updates = forward && old != pending.Tip
                ? [(pending.Chain.Ref, pending.Tip, old)] : [];
            foreach (var e in pending.Events)
            {
                if (await repository.FindRefAsync($"refs/tags/{e.Tag}", cancel) != e.TagObject)
                {
                    updates.Add(($"refs/tags/{e.Tag}", e.TagObject, null));
                }
            }

            if (updates.Count == 0 || await repository.UpdateRefsAsync(updates, cancel))
            {
                return true;
            }

            if (!published)
            {
                return false;
            }
        }

        throw new RegistryException(
            ErrorCodes.GitFailed,
            $"'{pending.Events[^1].Tag}' is on the remote, but its refs cannot be written here; run 'git fetch --tags'.");
    }

    /// <summary>Backs off with jitter: writers that lost together must not come back together.</summary>
    private static Task WaitAsync(int attempt, CancellationToken cancel) =>
        attempt == 1
            ? Task.CompletedTask
            : Task.Delay(Random.Shared.Next(10, 25 * (1 << Math.Min(attempt, 7))), cancel);
}
