using Registry.Configuration;
using Registry.Git;

namespace Registry.Ledger.Writing;

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
        "incorrect old value", "remote ref updated",
    ];

    /// <summary>What they say of a ref that may not be written.</summary>
    private static readonly string[] s_refusal = ["hidden ref", "declined", "prohibited", "not allowed"];

    /// <summary>Pushes what the remote lacks and then the events.</summary>
    /// <returns>The weakest level of the pushes; null where another writer was faster at one of them.</returns>
    /// <exception cref="RegistryException">MLR1102 where the remote refuses.</exception>
    public async Task<PublishLevel?> PublishAsync(PendingEvents pending, CancellationToken cancel)
    {
        var weakest = PublishLevel.Atomic;
        var remoteTip = pending.RemoteTip;
        foreach (var links in pending.Unpushed.Concat(pending.Links).Chunk(MostTags))
        {
            if (await PushAsync(pending with { RemoteTip = remoteTip }, links, cancel) is not { } level)
            {
                return null;
            }

            weakest = level > weakest ? level : weakest;
            remoteTip = links[^1].Commit;
        }

        return weakest;
    }

    private async Task<PublishLevel?> PushAsync(PendingEvents pending, ChainLink[] links, CancellationToken cancel)
    {
        var tags = links.Select(link => (link.TagObject, $"refs/tags/{link.Tag}")).ToList();
        var chain = (links[^1].Commit, pending.Chain.Ref);
        var (outcome, output) = await remote.PushAsync([.. tags, chain], atomic: true, cancel);
        var level = PublishLevel.Atomic;
        if (outcome == PushOutcome.NotAtomic)
        {
            level = PublishLevel.ChainFirst;

            // The chain alone decides who was first; the tags follow it.
            (outcome, output) = await remote.PushAsync([chain], atomic: false, cancel);
            if (outcome == PushOutcome.Accepted)
            {
                (outcome, output) = await remote.PushAsync(tags, atomic: false, cancel);
            }
        }

        return outcome == PushOutcome.Accepted ? level : await SettleAsync(pending, tags, chain, output, cancel);
    }

    private async Task<PublishLevel?> SettleAsync(
        PendingEvents pending, List<(ObjectId Object, string Ref)> tags, (ObjectId Object, string Ref) chain,
        GitOutput failure, CancellationToken cancel)
    {
        var theirs = await AskAsync(tags, chain, failure, cancel);
        if (tags.All(tag => theirs.TryGetValue(tag.Ref, out var there) && there == tag.Object))
        {
            var chained = theirs.TryGetValue(chain.Ref, out var tip) && tip == chain.Object;
            if (!chained && configuration.ChainRequired)
            {
                // A hidden ref is refused on its own, whatever atomic says: a tag that must not stand alone goes again.
                await remote.TakeBackAsync(tags, cancel);
                throw Refused(failure);
            }

            return chained ? PublishLevel.ChainFirst : PublishLevel.TagAlone;
        }

        var chainMoved = theirs.TryGetValue(chain.Ref, out var now) && now != pending.RemoteTip && now != chain.Object;
        if (chainMoved || tags.Any(tag => theirs.TryGetValue(tag.Ref, out var there) && there != tag.Object))
        {
            return null;
        }

        return RefusesChain(failure, chain.Ref)
            ? await PushTagsAloneAsync(tags, chain, failure, cancel)
            : IsRace(failure) ? null : throw Refused(failure);
    }

    /// <summary>A host that takes no refs of ours: the tag alone.</summary>
    private async Task<PublishLevel?> PushTagsAloneAsync(
        List<(ObjectId Object, string Ref)> tags, (ObjectId Object, string Ref) chain, GitOutput failure,
        CancellationToken cancel)
    {
        if (configuration.ChainRequired)
        {
            throw Refused(failure);
        }

        var (outcome, output) = await remote.PushAsync(tags, atomic: false, cancel);
        if (outcome != PushOutcome.Accepted)
        {
            var theirs = await AskAsync(tags, chain, output, cancel);
            if (!tags.All(tag => theirs.TryGetValue(tag.Ref, out var there) && there == tag.Object))
            {
                return theirs.Count > 0 ? null : throw Refused(output);
            }
        }

        sink?.Write(new RegistryMessage(
            MessageLevel.Verbose, null, $"The remote '{remote.Name}' takes no chain refs; the tag alone was pushed."));
        return PublishLevel.TagAlone;
    }

    private async Task<IReadOnlyDictionary<string, ObjectId>> AskAsync(
        List<(ObjectId Object, string Ref)> tags, (ObjectId Object, string Ref) chain, GitOutput failure,
        CancellationToken cancel)
    {
        try
        {
            return await remote.ListAsync([.. tags.Select(tag => tag.Ref), chain.Ref], cancel);
        }
        catch (RegistryException)
        {
            // The remote cannot be asked either; the push's own words say more than a second failure would.
            throw GitRepository.Failed(
                ["push", remote.Name], failure,
                "Whether the event arrived is not known; run the same command again, it will not be written twice.");
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
}
