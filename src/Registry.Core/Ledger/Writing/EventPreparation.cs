using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>
/// Makes an event of a draft: its number, predecessor, time and commit, its tag object and its link in the chain.
/// </summary>
internal sealed class EventPreparation(GitRepository repository, TimeProvider time)
{
    private static readonly TimeSpan s_largestLead = TimeSpan.FromMinutes(5);

    /// <summary>A tag dated further ahead is passed over by every reader.</summary>
    private static readonly TimeSpan s_readableLead = TimeSpan.FromHours(23);
    private readonly LedgerReader _reader = new(repository, time);

    /// <summary>
    /// Refuses names that Git could not keep: taken by a tag that is no event, or by one that is a folder of it.
    /// </summary>
    public async Task EnsureFreeAsync(
        ModelState state, IReadOnlyList<EventDraft> drafts, int attempt, CancellationToken cancel)
    {
        if (state.NextNumber + drafts.Count - 1 > TagName.MaxCounter)
        {
            throw new RegistryException(
                ErrorCodes.HistoryBroken,
                $"A tag of '{state.Name}' has the number {state.NextNumber - 1}, the last there is; delete that tag, see "
                + $"'git tag -l \"{state.Name.TagForm}*\"'.");
        }

        for (var i = 0; i < drafts.Count; i++)
        {
            await EnsureFreeAsync(state.Name, drafts[i].TagName(state.Name, state.NextNumber + i), attempt, cancel);
        }
    }

    private async Task EnsureFreeAsync(ModelName model, TagName name, int attempt, CancellationToken cancel)
    {
        var tag = name.ToString();
        for (var at = tag.IndexOf('/'); at > 0; at = tag.IndexOf('/', at + 1))
        {
            if (await repository.FindRefAsync($"refs/tags/{tag[..at]}", cancel) is not null)
            {
                throw new RegistryException(
                    ErrorCodes.Malformed,
                    $"Git cannot keep the tag '{tag}' beside the tag '{tag[..at]}', which is there; choose another name.");
            }
        }

        // Another writer's event may have come since the state was read: that is a lost race, which naming will tell.
        if (attempt > 1 && await repository.FindRefAsync($"refs/tags/{tag}", cancel) is not null
            && (await _reader.ReadAsync(model, cancel)).Events.All(e => e.Tag != tag))
        {
            throw new RegistryException(
                ErrorCodes.VersionExists,
                $"A Git tag '{tag}' exists that is no event (lightweight, or dated out of range); delete it with "
                + $"'git tag -d \"{tag}\"', or choose another version.");
        }
    }

    /// <summary>Writes the tag object and the link of each draft, one after the other; no names yet.</summary>
    public async Task<PendingEvents> RunAsync(
        Chain chain, ModelState state, IReadOnlyList<EventDraft> drafts,
        (ObjectId? Tip, IReadOnlyList<ChainLink> Unpushed) stand, WriteOptions options, CancellationToken cancel)
    {
        var committer = await repository.GetCommitterAsync(cancel);
        var (events, links, tip) = (new List<RegistryEvent>(), new List<ChainLink>(), stand.Tip);
        foreach (var draft in drafts)
        {
            var (e, text) = await WriteTagAsync(state, draft, committer, options, cancel);
            tip = await chain.AppendAsync(tip, e.Tag, e.TagObject, text, cancel);
            events.Add(e);
            links.Add(new ChainLink(tip.Value, e.Tag, e.TagObject));
            state = state.Followed(e);
        }

        return new PendingEvents
        {
            Chain = chain,
            Events = events,
            Links = links,
            RemoteTip = await repository.FindRefAsync(chain.RemoteRef, cancel),
            Unpushed = stand.Unpushed,
        };
    }

    private async Task<(RegistryEvent Event, string Text)> WriteTagAsync(
        ModelState state, EventDraft draft, Signature committer, WriteOptions options, CancellationToken cancel)
    {
        var name = draft.TagName(state.Name, state.NextNumber);
        var (commit, trailers) = await OwnCommitAsync(state, draft, cancel);
        var message = MessageBuilder.Build(
            state.Name, draft with { Trailers = [.. trailers, .. draft.Trailers] }, state.NextNumber, state.Last);
        var date = NextTime(state, committer, options);
        var text = TagObject.Format(commit, name.ToString(), committer.Format(date), message.Format());
        var written = new RegistryEvent
        {
            Name = name,
            Tag = name.ToString(),
            TagObject = await repository.WriteTagAsync(text, cancel),
            Commit = commit,
            Tagger = committer with { Date = date },
            Message = message,
            Number = state.NextNumber,
        };
        return (written, text);
    }

    /// <summary>GTO finds a stage's version by its commit, so no two versions of a model share one.</summary>
    private async Task<(ObjectId Commit, List<KeyValuePair<string, string>> Trailers)> OwnCommitAsync(
        ModelState state, EventDraft draft, CancellationToken cancel)
    {
        if (draft.Kind != EventKind.Register
            || !state.Events.Any(e => e.Kind == EventKind.Register && e.Commit == draft.Commit))
        {
            return (draft.Commit, []);
        }

        var own = await repository.WriteChildCommitAsync(draft.Commit, draft.Subject(state.Name) + "\n", cancel);
        return (own, [new(Trailer.SourceCommit, draft.Commit.Hex)]);
    }

    /// <summary>Times rise by a second at least, past a skewed clock too: GTO knows no other order.</summary>
    private DateTimeOffset NextTime(ModelState state, Signature committer, WriteOptions options)
    {
        // The committer's date may be set from outside; how far it leads is told by the clock alone.
        var now = time.GetUtcNow();
        var next = state.Last is { } last && last.Tagger.Date.AddSeconds(1) > committer.Date
            ? last.Tagger.Date.AddSeconds(1).ToOffset(committer.Date.Offset) : committer.Date;
        if (next - now > s_largestLead && (!options.Force || next - now > s_readableLead))
        {
            throw new RegistryException(
                ErrorCodes.Clock,
                $"The next event of '{state.Name}' would be dated {next:u}, and the clock says {now:u}: "
                + (state.Last is null || next == committer.Date ? "GIT_COMMITTER_DATE lies ahead. "
                    : $"its last event, '{state.Last.Tag}', lies ahead. ")
                + "Set the clock right, wait, or use -Force for up to a day.");
        }

        return next;
    }
}
