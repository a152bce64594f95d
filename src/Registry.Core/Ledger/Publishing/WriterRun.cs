using Registry.Configuration;
using Registry.Git;
using Registry.Ledger.Writing;

namespace Registry.Ledger.Publishing;

/// <summary>How events reached the remote, and what others were seen to have written by then.</summary>
/// <param name="Level">The weakest of the pushes.</param>
/// <param name="Others">Null where nobody has looked yet.</param>
internal sealed record Published(PublishLevel Level, IReadOnlyList<RegistryEvent>? Others);

/// <summary>What one writer has to do with the remote: read, publish, look who came in between.</summary>
internal sealed class WriterRun(
    GitRepository repository, GitRemote? remote, RegistryConfiguration configuration, StandingReader standings,
    IProgressSink? sink)
{
    private readonly Publisher? _publisher = remote is null ? null : new Publisher(remote, configuration, sink);
    private readonly TagAloneCheck? _check = remote is null ? null : new TagAloneCheck(repository, remote, standings, sink);

    /// <summary>The model as the remote has it, with what was kept here; null where another process was in the way.</summary>
    /// <exception cref="RegistryException">MLR1102, MLR3007.</exception>
    public async Task<Standing?> ReadAsync(Chain chain, CancellationToken cancel)
    {
        if (remote is null)
        {
            return await standings.ReadAsync(chain, shared: false, cancel);
        }

        return await ReadFetchedAsync(chain, await remote.FetchAsync(chain.Refspecs, cancel), cancel);
    }

    /// <summary>The same after a fetch that ended so.</summary>
    /// <exception cref="RegistryException">MLR1102, MLR3007.</exception>
    public async Task<Standing?> ReadFetchedAsync(Chain chain, FetchOutcome fetched, CancellationToken cancel)
    {
        if (fetched == FetchOutcome.Busy)
        {
            return null;
        }

        var standing = await standings.ReadAsync(chain, shared: true, cancel);
        if (fetched == FetchOutcome.Moved && standing is { RemoteTip: null, Unpushed.Count: > 0 })
        {
            // There is no chain to tell: a name that was kept here was taken there.
            return standing with { IsDiverged = true };
        }

        if (standing is { RemoteTip: null } && (standing.SentTip is not null || fetched == FetchOutcome.Moved)
            && await _check!.DropLostAsync(standing, cancel))
        {
            fetched = await remote!.FetchAsync(chain.Refspecs, cancel);
            standing = await standings.ReadAsync(chain, shared: true, cancel);
        }

        // Tags that were kept here and are taken there by others are no broken history: the standing tells.
        return fetched == FetchOutcome.Done || standing.IsDiverged ? standing
            : fetched == FetchOutcome.Busy ? null
            : throw new RegistryException(
                ErrorCodes.HistoryBroken,
                $"A tag or the chain '{chain.Ref}' was moved on the remote '{remote?.Name}' ({remote?.Url}): what this repository "
                + "has differs. Nothing was written; compare 'git ls-remote' with 'git show-ref', and put back what was there.");
    }

    /// <returns>Null where another writer was faster.</returns>
    /// <exception cref="RegistryException">MLR1102, MLR3007.</exception>
    public async Task<Published?> PublishAsync(Standing standing, PendingEvents pending, CancellationToken cancel)
    {
        if (_publisher is null)
        {
            return new Published(PublishLevel.Local, null);
        }

        if (await _publisher.PublishAsync(pending, cancel) is not { } level)
        {
            return null;
        }

        if (level != PublishLevel.TagAlone)
        {
            return new Published(level, null);
        }

        var others = await _check!.KeepAsync(standing, pending, cancel);
        return others is null ? null : new Published(level, others);
    }

    /// <summary>The state afterwards; says what a writer that does not know the chain has put in between.</summary>
    public async Task<ModelState> ReadAfterAsync(
        Standing standing, PendingEvents pending, Published published, CancellationToken cancel)
    {
        if (remote is null)
        {
            return standing.State.Followed(pending.Events);
        }

        var others = published.Others ?? await FetchOthersAsync(remote, standing, pending, cancel);
        foreach (var foreign in others.Where(e => e.Number is null))
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"'{foreign.Tag}' by {foreign.Tagger.Name} came in while '{pending.Events[^1].Tag}' was written, by a tool that "
                + "does not know the chain."));
        }

        return standing.State.Followed([.. pending.Events, .. others]);
    }

    private async Task<IReadOnlyList<RegistryEvent>> FetchOthersAsync(
        GitRemote shared, Standing standing, PendingEvents pending, CancellationToken cancel)
    {
        try
        {
            if (await shared.FetchAsync(pending.Chain.Refspecs, cancel) == FetchOutcome.Moved)
            {
                sink?.Write(new RegistryMessage(
                    MessageLevel.Warning, ErrorCodes.HistoryBroken,
                    $"A tag of '{standing.State.Name}' was moved on the remote '{shared.Name}' while '{pending.Events[^1].Tag}' "
                    + "was written; compare 'git ls-remote' with 'git show-ref'."));
            }
        }
        catch (RegistryException e)
        {
            // The event is written: nothing that goes wrong from here on makes it undone.
            sink?.Write(new RegistryMessage(MessageLevel.Verbose, e.Error, e.Message));
        }

        var known = pending.Events.Select(e => e.TagObject).Concat(standing.Refs.Values).ToHashSet();
        return await standings.ReadOthersAsync(standing.State.Name, known, cancel);
    }
}
