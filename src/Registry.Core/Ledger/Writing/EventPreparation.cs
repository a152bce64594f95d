using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>
/// Makes events of drafts: number, predecessor, time and commit, the tag object and the link in the chain.
/// </summary>
internal sealed class EventPreparation(GitRepository repository, TimeProvider time)
{
    private static readonly TimeSpan s_largestLead = TimeSpan.FromMinutes(5);

    /// <summary>A tag dated further ahead is passed over by every reader.</summary>
    private static readonly TimeSpan s_readableLead = TimeSpan.FromHours(23);

    private Task<Signature>? _identity;

    /// <summary>Begins what does not depend on the state: the identity is asked for once, beside other work.</summary>
    public void Begin(CancellationToken cancel) => _identity ??= repository.GetCommitterAsync(cancel);

    /// <summary>
    /// Writes the tag object and the link of each draft, one after the other, on the tip and the state of a standing; no
    /// names yet. Each draft is asked for on the state that the ones before it leave.
    /// </summary>
    /// <exception cref="RegistryException">MLR1002 and MLR1003 for a name that Git cannot keep; MLR1102, MLR1105.</exception>
    public async Task<PendingEvents> RunAsync(
        Standing standing, IReadOnlyList<Func<ModelState, EventDraft>> drafts, WriteOptions options,
        CancellationToken cancel)
    {
        Begin(cancel);
        var (events, links, state, tip) = (new List<RegistryEvent>(), new List<ChainLink>(), standing.State, standing.Tip);
        EnsureNumbered(state, drafts.Count);
        ObjectBatch? batch = null;
        foreach (var next in drafts)
        {
            var draft = next(state);
            await EnsureFreeAsync(standing, draft.TagName(state.Name, state.NextNumber), cancel);
            batch ??= new ObjectBatch(draft.Commit.Hex.Length);
            var (e, text) = await MakeTagAsync(batch, state, draft, (await _identity!, options), cancel);
            links.Add(Chain.Append(batch, tip, e, text, e.Tagger.Format(e.Tagger.Date)));
            events.Add(e);
            tip = links[^1].Commit;
            state = state.Followed(e);
        }

        if (batch is not null)
        {
            await repository.WriteAsync(batch, cancel);
        }

        return new PendingEvents
        {
            Chain = standing.Chain,
            Events = events,
            Links = links,
            RemoteTip = standing.RemoteTip,
            Unpushed = standing.IsDiverged ? [] : standing.Unpushed,
        };
    }

    private static void EnsureNumbered(ModelState state, int count)
    {
        if (state.NextNumber + count - 1 > TagName.MaxCounter)
        {
            throw new RegistryException(
                ErrorCodes.HistoryBroken,
                $"A tag of '{state.Name}' has the number {state.NextNumber - 1}, the last there is; delete that tag, see "
                + $"'git tag -l \"{state.Name.TagForm}*\"'.");
        }
    }

    /// <summary>
    /// Refuses names that Git could not keep: taken by a tag that is no event, or by one that is a folder of it.
    /// </summary>
    private async Task EnsureFreeAsync(Standing standing, TagName name, CancellationToken cancel)
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

        if (standing.Refs.ContainsKey($"refs/tags/{tag}") && standing.State.Events.All(e => e.Tag != tag))
        {
            throw new RegistryException(
                ErrorCodes.VersionExists,
                $"A Git tag '{tag}' exists that is no event (lightweight, or dated out of range); delete it with "
                + $"'git tag -d \"{tag}\"', or choose another version.");
        }
    }

    private async Task<(RegistryEvent Event, string Text)> MakeTagAsync(
        ObjectBatch batch, ModelState state, EventDraft draft, (Signature Committer, WriteOptions Options) with,
        CancellationToken cancel)
    {
        var name = draft.TagName(state.Name, state.NextNumber);
        var date = NextTime(state, with.Committer, with.Options);
        var by = with.Committer.Format(date);
        var (commit, trailers) = await OwnCommitAsync(batch, state, draft, with.Committer, cancel);
        var message = MessageBuilder.Build(
            state.Name, draft with { Trailers = [.. trailers, .. draft.Trailers] }, state.NextNumber, state.Last);
        var text = TagObject.Format(commit, name.ToString(), by, message.Format());
        var made = new RegistryEvent
        {
            Name = name,
            Tag = name.ToString(),
            TagObject = batch.AddTag(text),
            Commit = commit,
            Tagger = with.Committer with { Date = date },
            Message = message,
            Number = state.NextNumber,
        };
        return (made, text);
    }

    /// <summary>
    /// GTO finds a stage's version by its commit, so no two versions of a model share one. Where the chain names a version
    /// whose tag is not there, and may be on its way, the commit may be that one's.
    /// </summary>
    private async Task<(ObjectId Commit, List<KeyValuePair<string, string>> Trailers)> OwnCommitAsync(
        ObjectBatch batch, ModelState state, EventDraft draft, Signature committer, CancellationToken cancel)
    {
        if (draft.Kind != EventKind.Register
            || (state.Vanished.Count == 0
                && !state.Events.Any(e => e.Kind == EventKind.Register && e.Commit == draft.Commit)))
        {
            return (draft.Commit, []);
        }

        var own = batch.AddCommit(
            await repository.FindTreeAsync(draft.Commit, cancel), draft.Commit, committer.Format(committer.Date),
            draft.Subject(state.Name) + "\n");
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
