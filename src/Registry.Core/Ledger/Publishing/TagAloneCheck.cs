using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.Publishing;

/// <summary>
/// Keeps our writers apart on a host that takes no chain. Tags of different names do not exclude each other, so two
/// writers may both put up one number: whoever looks after the later of the two pushes sees both. The event that is
/// later in order goes; the earlier stays once it has seen the other go, and goes itself where that does not
/// happen, because the other may have looked before. So never do both stay.
/// </summary>
internal sealed class TagAloneCheck(
    GitRepository repository, GitRemote remote, StandingReader standings, IProgressSink? sink)
{
    private const int Looks = 6;

    /// <summary>Looks for rivals of what was just pushed.</summary>
    /// <returns>What others have written since the standing; null where ours was taken back.</returns>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<IReadOnlyList<RegistryEvent>?> KeepAsync(
        Standing standing, PendingEvents pending, CancellationToken cancel)
    {
        var unpushed = pending.Unpushed.Select(link => link.TagObject).ToHashSet();
        List<RegistryEvent> ours =
            [.. standing.State.Events.Where(e => unpushed.Contains(e.TagObject)), .. pending.Events];
        var backoff = new Backoff();
        for (var look = 1; ; look++)
        {
            await backoff.BeforeAsync(look, cancel);
            var others = await ReadOthersAsync(standing, ours, cancel);
            var clash = FirstClash(ours, others ?? []);
            if (others is not null && clash is null)
            {
                return others;
            }

            var isLater = clash is { } pair && RegistryEvent.InOrder(pair.Theirs, pair.Ours) < 0;
            if (isLater || look >= Looks)
            {
                return await TakeBackAsync(ours, clash?.Theirs, cancel) ? null : others ?? [];
            }
        }
    }

    /// <summary>
    /// Takes away tags that were fetched in the moment before their writer took them back: they are gone from the remote,
    /// and another event there has their number. What is gone otherwise was deleted, and is told.
    /// </summary>
    /// <returns>Whether the remote has to be read again.</returns>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<bool> DropLostAsync(Standing standing, CancellationToken cancel)
    {
        var listed = await ListAsync(standing, cancel);
        var there = listed.ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal);
        var kept = standing.Unpushed.Select(link => link.TagObject).ToHashSet();
        var gone = standing.State.Events.Where(e => !kept.Contains(e.TagObject)
            && (!there.TryGetValue($"refs/tags/{e.Tag}", out var now) || now != e.TagObject)).ToList();
        if (gone.Count == 0)
        {
            return false;
        }

        var here = standing.State.Events.Where(e => there.ContainsValue(e.TagObject));
        var others = await ReadAsync(Unknown(listed, standing), cancel) ?? [];
        var winners = here.Concat(others).ToList();
        var lost = gone.Where(e => winners.Any(winner => Clashes(e, winner))).ToList();
        var refs = new RefTransaction();
        lost.ForEach(e => refs.Delete($"refs/tags/{e.Tag}", e.TagObject));
        await refs.CommitAsync(repository, cancel);
        Warn(standing, gone.Except(lost));
        return true;
    }

    private void Warn(Standing standing, IEnumerable<RegistryEvent> deleted)
    {
        var names = string.Join(", ", deleted.Take(5).Select(e => $"'{e.Tag}'"));
        if (names.Length > 0)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.HistoryBroken,
                $"Tags of '{standing.State.Name}' that this repository has are gone from the remote '{remote.Name}', or moved: "
                + $"{names}. Compare 'git ls-remote' with 'git show-ref'."));
        }
    }

    private async Task<bool> TakeBackAsync(
        List<RegistryEvent> ours, RegistryEvent? rival, CancellationToken cancel)
    {
        // Half taken back would be worse than either: this is not cancelled.
        cancel.ThrowIfCancellationRequested();
        var taken = await remote.TakeBackAsync(
            [.. ours.Select(e => (e.TagObject, $"refs/tags/{e.Tag}"))], CancellationToken.None);
        var fast = rival is null ? "Another event" : $"'{rival.Tag}' by {rival.Tagger.Name}";
        sink?.Write(taken
            ? new RegistryMessage(
                MessageLevel.Verbose, null, $"{fast} was as fast as '{ours[^1].Tag}', which was taken back.")
            : new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.HistoryBroken,
                $"{fast} was as fast as '{ours[^1].Tag}', and they share a number: the remote '{remote.Name}' takes no chain "
                + "that would keep them apart, and does not let a tag be taken back. Their times decide their order."));
        return taken;
    }

    private async Task<IReadOnlyList<RegistryEvent>?> ReadOthersAsync(
        Standing standing, IEnumerable<RegistryEvent> ours, CancellationToken cancel)
    {
        var mine = ours.Select(e => e.TagObject).ToHashSet();
        var listed = await ListAsync(standing, cancel);
        return await ReadAsync([.. Unknown(listed, standing).Where(r => !mine.Contains(r.Target))], cancel);
    }

    /// <summary>Their events; no name here, because one of them may be taken back. Null where one just was.</summary>
    private async Task<IReadOnlyList<RegistryEvent>?> ReadAsync(IReadOnlyList<GitRef> refs, CancellationToken cancel) =>
        refs.Count == 0 ? []
            : await remote.FetchObjectsAsync(refs.Select(r => r.Name), cancel)
                ? await standings.ReadEventsAsync(refs, cancel) : null;

    private async Task<IReadOnlyList<GitRef>> ListAsync(Standing standing, CancellationToken cancel) =>
        LedgerReader.OfModel(await remote.ListAsync(standing.Chain.TagPatterns, cancel), standing.State.Name);

    private static IReadOnlyList<GitRef> Unknown(IReadOnlyList<GitRef> listed, Standing standing)
    {
        var known = standing.Refs.Values.ToHashSet();
        return [.. listed.Where(r => !known.Contains(r.Target))];
    }

    /// <summary>The same pair for both writers: that of the lowest number.</summary>
    private static (RegistryEvent Ours, RegistryEvent Theirs)? FirstClash(
        IEnumerable<RegistryEvent> ours, IReadOnlyList<RegistryEvent> others) =>
        ours.OrderBy(e => e.Number)
            .SelectMany(mine => others.Where(e => Clashes(mine, e)).Order(Comparer<RegistryEvent>.Create(RegistryEvent.InOrder))
                .Select(theirs => ((RegistryEvent, RegistryEvent)?)(mine, theirs)))
            .FirstOrDefault();

    /// <summary>One number, or two versions on one commit, by writers that give numbers.</summary>
    private static bool Clashes(RegistryEvent left, RegistryEvent right) =>
        left.Number is not null && right.Number is not null && left.TagObject != right.TagObject
        && (left.Number == right.Number
            || (left.Kind == EventKind.Register && right.Kind == EventKind.Register && left.Commit == right.Commit));
}
