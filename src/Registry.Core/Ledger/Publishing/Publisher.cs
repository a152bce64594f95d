using Registry.Configuration;
using Registry.Git;
using Registry.Ledger.Writing;

namespace Registry.Ledger.Publishing;

/// <summary>
/// Brings an event to the remote. What a failed push has done is not read off its exit: some servers refuse the chain
/// and keep the tag. So the remote is asked.
/// </summary>
internal sealed class Publisher(GitRemote remote, RegistryConfiguration configuration, IProgressSink? sink)
{
    /// <summary>With more tags in a push, some hosts start no job for any of them.</summary>
    private const int MostTags = 3;

    /// <summary>What servers and git say where another writer was faster.</summary>
    private static readonly string[] s_race =
    [
        "fetch first", "non-fast-forward", "already exists", "cannot lock ref", "failed to update ref", "failed to lock",
        "incorrect old value", "remote ref updated", "stale info",
    ];

    /// <summary>What they say of a ref that may not be written.</summary>
    private static readonly string[] s_refusal = ["hidden ref", "declined", "prohibited", "not allowed"];

    /// <summary>Where the chain was expected when it was not there, to see whether that was a race or is for good.</summary>
    private (bool Failed, ObjectId? Expected) _stale;

    /// <summary>Pushes what the remote lacks and then the events.</summary>
    /// <returns>The weakest level of the pushes; null where another writer was faster at one of them.</returns>
    /// <exception cref="RegistryException">MLR1102 where the remote refuses, MLR3007 where its chain is gone.</exception>
    public async Task<PublishLevel?> PublishAsync(PendingEvents pending, CancellationToken cancel)
    {
        var weakest = PublishLevel.Atomic;
        var remoteTip = pending.RemoteTip;
        foreach (var links in Pushes([.. pending.Outgoing]))
        {
            if (await PushAsync(pending with { RemoteTip = remoteTip }, links, cancel) is not { } level)
            {
                return null;
            }

            weakest = level > weakest ? level : weakest;
            remoteTip = level == PublishLevel.TagAlone ? null : links[^1].Commit;
        }

        return weakest;
    }

    /// <summary>What is left over goes first: what was decided last then goes up together.</summary>
    private static IEnumerable<ChainLink[]> Pushes(ChainLink[] links)
    {
        var first = links.Length % MostTags;
        return first == 0 ? links.Chunk(MostTags) : links[first..].Chunk(MostTags).Prepend(links[..first]);
    }

    private async Task<PublishLevel?> PushAsync(PendingEvents pending, ChainLink[] links, CancellationToken cancel)
    {
        var push = new Push(
            [.. links.Select(link => (link.TagObject, $"refs/tags/{link.Tag}"))],
            (links[^1].Commit, pending.Chain.Ref), new Lease(pending.Chain.Ref, pending.RemoteTip));
        var (outcome, output) = await remote.PushAsync(
            [.. push.TagSpecs, push.ChainSpec], push.Lease, atomic: true, cancel);
        var level = PublishLevel.Atomic;
        if (outcome == PushOutcome.NotAtomic)
        {
            EnsureNotRequired("cannot take a tag and its chain in one step");
            level = PublishLevel.ChainFirst;

            // The chain alone decides who was first; the tags follow it.
            (outcome, output) = await remote.PushAsync([push.ChainSpec], push.Lease, atomic: false, cancel);
            if (outcome == PushOutcome.Accepted)
            {
                (outcome, output) = await remote.PushAsync(push.TagSpecs, null, atomic: false, cancel);
            }
        }

        // Nothing was sent, and the next attempt's fetch tells what had moved: unless it had not.
        if (outcome == PushOutcome.Stale && _stale != (true, pending.RemoteTip))
        {
            _stale = (true, pending.RemoteTip);
            return null;
        }

        return outcome == PushOutcome.Accepted ? level : await SettleAsync(pending, push, output, cancel);
    }

    private async Task<PublishLevel?> SettleAsync(
        PendingEvents pending, Push push, GitOutput failure, CancellationToken cancel)
    {
        var theirs = await AskAsync(push, failure, cancel);
        if (push.HasArrived(theirs))
        {
            var chained = theirs.TryGetValue(push.Chain.Ref, out var tip) && tip == push.Chain.Object;
            if (!chained && configuration.ChainRequired)
            {
                // A hidden ref is refused on its own, whatever atomic says: a tag that must not stand alone goes again.
                await remote.TakeBackAsync(push.Tags, cancel);
                throw Refused(failure);
            }

            return chained ? PublishLevel.ChainFirst : PublishLevel.TagAlone;
        }

        var stands = theirs.TryGetValue(push.Chain.Ref, out var now);
        if (!stands && pending.RemoteTip is { } gone)
        {
            throw new RegistryException(
                ErrorCodes.HistoryBroken,
                $"The chain '{push.Chain.Ref}' is gone from the remote '{remote.Name}' ({remote.Url}), where it stood at "
                + $"{gone.Hex[..12]}. Nothing was written; find out why, then put it back with "
                + $"'git push {remote.Name} {gone.Hex[..12]}:{push.Chain.Ref}'.");
        }

        var chainMoved = stands && now != pending.RemoteTip && now != push.Chain.Object;
        if (chainMoved || push.Tags.Any(tag => theirs.TryGetValue(tag.Ref, out var there) && there != tag.Object))
        {
            return null;
        }

        return RefusesChain(failure, push.Chain.Ref)
            ? await PushTagsAloneAsync(push, failure, cancel)
            : IsRace(failure) ? null : throw Refused(failure);
    }

    /// <summary>A host that takes no refs of ours: the tag alone.</summary>
    private async Task<PublishLevel?> PushTagsAloneAsync(Push push, GitOutput failure, CancellationToken cancel)
    {
        if (configuration.ChainRequired)
        {
            throw Refused(failure);
        }

        var (outcome, output) = await remote.PushAsync(push.TagSpecs, null, atomic: false, cancel);
        if (outcome != PushOutcome.Accepted)
        {
            var theirs = await AskAsync(push, output, cancel);
            if (!push.HasArrived(theirs))
            {
                return theirs.Count > 0 ? null : throw Refused(output);
            }
        }

        sink?.Write(new RegistryMessage(
            MessageLevel.Verbose, null, $"The remote '{remote.Name}' takes no chain refs; the tag alone was pushed."));
        return PublishLevel.TagAlone;
    }

    private async Task<IReadOnlyDictionary<string, ObjectId>> AskAsync(
        Push push, GitOutput failure, CancellationToken cancel)
    {
        try
        {
            var refs = await remote.ListAsync([.. push.Tags.Select(tag => tag.Ref), push.Chain.Ref], cancel);
            return refs.ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal);
        }
        catch (RegistryException)
        {
            // The remote cannot be asked either; the push's own words say more than a second failure would.
            throw GitRepository.Failed(
                ["push", remote.Name], failure,
                "Whether the event arrived is not known; run the same command again, it will not be written twice.");
        }
    }

    private void EnsureNotRequired(string why)
    {
        if (configuration.ChainRequired)
        {
            throw new RegistryException(
                ErrorCodes.GitFailed,
                $"The remote '{remote.Name}' ({remote.Url}) {why}, which 'chain: required' in {RegistryConfiguration.FileName} "
                + "demands; nothing was written. Use another host, or take that line out.");
        }
    }

    private static bool RefusesChain(GitOutput failure, string chain)
    {
        var said = failure.Text + failure.Error;
        return said.Split('\n').Any(line => line.Contains(chain, StringComparison.Ordinal)
            && s_refusal.Any(words => line.Contains(words, StringComparison.Ordinal)));
    }

    private static bool IsRace(GitOutput failure)
    {
        var said = failure.Text + failure.Error;
        return s_race.Any(words => said.Contains(words, StringComparison.Ordinal));
    }

    private RegistryException Refused(GitOutput failure) => GitRepository.Failed(
        ["push", remote.Name], failure, "See that you may push tags and refs/registry/* to it.");

    /// <summary>What goes up together: a few tags, and the chain that ends with the last of them.</summary>
    private sealed record Push(
        IReadOnlyList<(ObjectId Object, string Ref)> Tags, (ObjectId Object, string Ref) Chain, Lease Lease)
    {
        public IEnumerable<string> TagSpecs => Tags.Select(tag => $"{tag.Object}:{tag.Ref}");

        public string ChainSpec => $"{Chain.Object}:{Chain.Ref}";

        public bool HasArrived(IReadOnlyDictionary<string, ObjectId> theirs) =>
            Tags.All(tag => theirs.TryGetValue(tag.Ref, out var there) && there == tag.Object);
    }
}
