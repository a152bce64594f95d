using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>Reads a model as a writer needs it: state, refs, and where the chains stand.</summary>
internal sealed class StandingReader(GitRepository repository, LedgerReader reader)
{
    /// <param name="chain">The model's.</param>
    /// <param name="shared">Whether it is of interest what the remote lacks.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<Standing> ReadAsync(Chain chain, bool shared, CancellationToken cancel)
    {
        var reading = chain.ReadTipsAsync(cancel);
        var (refs, state) = await ReadStateAsync(chain.Model, cancel);
        var standing = await PlaceAsync(
            new Standing { Chain = chain, State = state, Refs = refs, Tips = await reading }, shared, cancel);
        var tip = standing.Tips.Values.FirstOrDefault(link => link.Commit == standing.Tip);
        if (tip is null || Chain.IsWitnessedBy(state.Events, tip))
        {
            return standing;
        }

        // Tags that were listed before the chain was may lack its last one: they are read again.
        (refs, state) = await ReadStateAsync(chain.Model, cancel);
        var (witnessed, broken) = await chain.WitnessAsync(state, standing.Tip, cancel);
        return standing with { Refs = refs, State = witnessed, Broken = broken };
    }

    /// <summary>A standing as if these refs were all that is here, on the chain that the remote has or was sent.</summary>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<Standing> WitnessedAsync(
        Standing standing, IReadOnlyList<GitRef> refs, CancellationToken cancel)
    {
        var tip = standing.RemoteTip ?? standing.SentTip;
        var state = ModelFold.Fold(standing.Chain.Model, await reader.ReadEventsAsync(refs, cancel));
        var (witnessed, broken) = await standing.Chain.WitnessAsync(state, tip, cancel);
        return standing with
        {
            State = witnessed,
            Refs = refs.ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal),
            Tip = tip,
            Unpushed = [],
            IsDiverged = false,
            Broken = broken,
        };
    }

    /// <summary>Those of some refs that count; their objects must be here.</summary>
    public Task<IReadOnlyList<RegistryEvent>> ReadEventsAsync(IReadOnlyList<GitRef> refs, CancellationToken cancel) =>
        reader.ReadEventsAsync(refs, cancel);

    /// <summary>The model's events that are none of these.</summary>
    public async Task<IReadOnlyList<RegistryEvent>> ReadOthersAsync(
        ModelName model, IReadOnlySet<ObjectId> known, CancellationToken cancel)
    {
        var refs = await repository.ListRefsAsync(LedgerReader.PatternsOf(model), cancel);
        var others = LedgerReader.OfModel(refs.Where(r => !known.Contains(r.Target)), model);
        return others.Count == 0 ? [] : await reader.ReadEventsAsync(others, cancel);
    }

    private async Task<(IReadOnlyDictionary<string, ObjectId> Refs, ModelState State)> ReadStateAsync(
        ModelName model, CancellationToken cancel)
    {
        var (refs, state) = await reader.ReadWithRefsAsync(model, cancel);
        return (refs.ToDictionary(r => r.Name, r => r.Target, StringComparer.Ordinal), state);
    }

    /// <summary>Where the next link goes, and what this repository holds that the remote lacks.</summary>
    private async Task<Standing> PlaceAsync(Standing standing, bool shared, CancellationToken cancel)
    {
        var (local, theirs) = (standing.LocalTip, standing.RemoteTip);
        if (local is not { } ours || local == theirs)
        {
            return standing with { Tip = theirs };
        }

        var (ahead, behind) = theirs is { } other ? await repository.CountApartAsync(ours, other, cancel) : (1, 0);
        if (ahead == 0)
        {
            return standing with { Tip = theirs };
        }

        var isForked = behind > 0;
        if (local == standing.SentTip || (!shared && !isForked))
        {
            return standing with { Tip = isForked ? theirs : local };
        }

        ObjectId?[] known = [theirs, standing.SentTip];
        var unpushed = await standing.Chain.LinksNotInAsync(known.OfType<ObjectId>(), ours, cancel);
        return standing with
        {
            Tip = isForked ? theirs : local,
            Unpushed = unpushed,
            IsDiverged = theirs is null ? IsOutrun(standing.State, unpushed) : isForked && unpushed.Count > 0,
        };
    }

    /// <summary>Without a chain of the remote's, numbers tell that others wrote past what was kept here.</summary>
    private static bool IsOutrun(ModelState state, IReadOnlyList<ChainLink> unpushed)
    {
        var mine = unpushed.Select(link => link.TagObject).ToHashSet();
        var first = state.Events.Where(e => mine.Contains(e.TagObject)).Min(e => e.Number);
        return state.Events.Any(e => e.Number >= first && !mine.Contains(e.TagObject));
    }
}
