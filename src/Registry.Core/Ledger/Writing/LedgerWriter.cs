using Registry.Configuration;
using Registry.Git;
using Registry.Ledger.Publishing;
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
    LedgerReader reader)
{
    private readonly EventPreparation _preparation = new(repository, reader.Time);
    private readonly StandingReader _standings = new(repository, reader);
    private readonly LocalNames _names = new(repository);

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
        if (options.NoPush && repository.IsView)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"Nothing can be kept local in a registry given by URL ('{remote?.Url}'); leave -NoPush out, or name a clone.");
        }

        var run = new WriterRun(repository, options.NoPush ? null : remote, configuration, _standings, options.Sink);
        var chain = new Chain(repository, model, remote?.Name ?? RegistryConfiguration.DefaultRemote);
        var tried = new List<RegistryEvent>();
        var backoff = new Backoff();
        _preparation.Begin(cancel);
        for (var attempt = 1; attempt <= Backoff.MostTries; attempt++)
        {
            await backoff.BeforeAsync(attempt, cancel);
            if (await run.ReadAsync(chain, cancel) is not { } standing)
            {
                continue;
            }

            EnsureNotDiverged(standing);
            var drafts = await DecideAsync(decide, standing.State, tried.Count > 0);

            // Several events may go up in several pushes: those before a lost one stand.
            var stand = tried.Where(e => standing.State.Events.Any(known => known.TagObject == e.TagObject)).ToList();
            if (drafts.Count == 0)
            {
                return new AppendResult(standing.State, stand, stand.Count > 0 ? PublishLevel.Atomic : null);
            }

            WarnBroken(standing, options);
            EnsureShared(standing, options);
            var pending = await _preparation.RunAsync(
                standing, [.. drafts.Select(draft => (Func<ModelState, EventDraft>)(_ => draft))], options, cancel);
            if (await run.PublishAsync(standing, pending, cancel) is { } published
                && await _names.WriteAsync(standing, pending, published.Level, cancel))
            {
                options.Sink?.Write(new RegistryMessage(
                    MessageLevel.Verbose, null, $"'{pending.Events[^1].Tag}' was written, at try {attempt}."));
                var state = await run.ReadAfterAsync(standing, pending, published, cancel);
                WarnRevived(standing.State, state, options);
                var written = new AppendResult(state, [.. stand, .. pending.Events], published.Level);
                return await MendAsync(written, options, cancel);
            }

            tried.AddRange(pending.Events);
        }

        throw new RegistryException(
            ErrorCodes.RemoteMovedOn,
            $"Other writers of '{model}' were faster {Backoff.MostTries} times in a row; nothing was written, run it again.");
    }

    /// <summary>Where a tool without numbers put a version on the commit of ours meanwhile, ours moves.</summary>
    private async Task<AppendResult> MendAsync(AppendResult written, WriteOptions options, CancellationToken cancel)
    {
        if (options.NoPush || remote is null || SharedCommit.Find(written) is not { } shared)
        {
            return written;
        }

        try
        {
            var mended = await AppendAsync(
                written.State.Name, state => Task.FromResult(shared.Draft(state)), options, cancel);
            options.Sink?.Write(shared.Tell(mended));
            return mended with
            {
                Events = [.. written.Events, .. mended.Events],
                Level = mended.Level > written.Level ? mended.Level : written.Level,
            };
        }
        catch (RegistryException e)
        {
            // The version is written: nothing that goes wrong from here on makes it undone.
            options.Sink?.Write(new RegistryMessage(MessageLevel.Warning, e.Error, $"{shared.Tell(null).Text} {e.Message}"));
            return written;
        }
    }

    private static void EnsureNotDiverged(Standing standing)
    {
        if (standing.IsDiverged)
        {
            throw new RegistryException(
                ErrorCodes.RemoteMovedOn,
                $"The remote has new events of '{standing.State.Name}', and this repository has some that were never pushed: "
                + $"{string.Join(", ", standing.Unpushed.Select(link => $"'{link.Tag}'"))}. Nothing was written; run "
                + $"Sync-MLRegistry, which writes them anew, then run this again.");
        }
    }

    private static void WarnBroken(Standing standing, WriteOptions options)
    {
        if (standing.Broken.Count > 0)
        {
            var model = standing.State.Name;
            options.Sink?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.HistoryBroken,
                $"The chain of '{model}' names tags that are gone or moved: "
                + $"{string.Join(", ", standing.Broken.Take(5).Select(tag => $"'{tag}'"))}. What they said can be read with "
                + $"'git log -p {standing.Chain.Ref}'."));
        }
    }

    private static void WarnRevived(ModelState before, ModelState after, WriteOptions options)
    {
        if (before.Deprecation is { } deprecation && !after.IsDeprecated)
        {
            options.Sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"'{before.Name}' was deprecated ('{deprecation.Tag}' by {deprecation.Tagger.Name}) and is no more, as any event "
                + "but an annotation revives a model; deprecate it again with Disable-MLModel."));
        }
    }

    /// <summary>Versions that were kept local must not travel from a store that others cannot reach.</summary>
    private void EnsureShared(Standing standing, WriteOptions options)
    {
        if (!options.NoPush && remote is not null
            && standing.Unpushed.Any(link => TagName.TryParse(link.Tag)?.Kind == EventKind.Register))
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
}
