using Registry.Configuration;
using Registry.Ledger;
using Registry.Ledger.History;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Operations.Retention;

/// <summary>One run of retention: erase, then condemn, then sweep what was condemned by runs before.</summary>
internal sealed class RetentionRun(RegistryContext registry, RetentionRequest request, IProgressSink? sink)
{
    private readonly WholeLedger _ledger = new(registry, sink);
    private readonly List<RegistryException> _failures = [];

    // Checked before anything is read.
    private readonly string _reason = MessageBuilder.Reason(request.Message);

    public async Task<RetentionReport> PreviewAsync(CancellationToken cancel)
    {
        var (policy, locked, rules) = await PrepareAsync(cancel);
        var ledger = await _ledger.ReadAsync(request.LookOnly, cancel);
        var decided = Decide(ledger, rules);
        if (policy is null)
        {
            return Report(decided, null, [], null);
        }

        using var manifests = new PassingCache();
        var reader = manifests.NewReader(stop => registry.OpenStoresAsync(sink, stop));
        var mark = new LedgerMark(reader.ReadManifestAsync, locked);
        var doomed = decided.Where(pair => IsToErase(pair.State, pair.Decision))
            .Select(pair => (pair.State.Name, pair.Decision.Version.Version)).ToHashSet();
        bool IsGivenUp(ModelName name, VersionState? version) => version is not null
            && (version.Erasure is not null || doomed.Contains((name, version.Version)));
        var sweeps = await MarkedAsync(() => mark.AddAsync(ledger, IsGivenUp, cancel), () => EachStoreAsync(async store =>
        {
            var plan = await NewSweeper(store, policy, _ => Task.FromResult(mark.Mark)).PreviewAsync(cancel);
            return new StoreSweep
            {
                Store = store.Url,
                Condemned = plan.Condemned.Count,
                CondemnedBytes = plan.Condemned.Values.Sum(),
                Pardoned = plan.Pardoned.Count,
                Swept = plan.Expired.Count,
                SweptBytes = plan.Expired.Values.Sum(),
                Waiting = plan.Waiting + plan.Condemned.Count,
                Registry = registry.Location,
            };
        }, cancel));
        return Report(decided, mark, sweeps, null);
    }

    public async Task<RetentionReport> RunAsync(CancellationToken cancel)
    {
        var (policy, locked, rules) = await PrepareAsync(cancel);
        var ledger = await _ledger.ReadAsync(lookOnly: false, cancel);
        var decided = Decide(ledger, rules);
        if (policy is null)
        {
            return Report(decided, null, [], null);
        }

        EnsureShared();
        await StoreTenants.EnsureAloneAsync((await registry.OpenStoresAsync(sink, cancel)).Primary, registry, cancel);
        var written = await EraseAsync(ledger, decided, rules, cancel);

        // From the remote anew: what is wanted is decided by what stands there now, not by what was meant.
        var mark = new LedgerMark(registry.NewReader(sink).ReadManifestAsync, locked);
        async Task<Mark> MarkAsync(CancellationToken stop)
        {
            await mark.AddAsync(await _ledger.ReadAsync(lookOnly: false, stop), (_, version) => version?.Erasure is not null, stop);
            return mark.Mark;
        }

        var sweeps = await MarkedAsync(() => MarkAsync(cancel), () => EachStoreAsync(
            async store => await NewSweeper(store, policy, MarkAsync).RunAsync(cancel) with { Registry = registry.Location },
            cancel));
        return Report(decided, mark, sweeps, written);
    }

    private async Task<(RetentionPolicy? Policy, LockedContent Locked, RetentionRules Rules)> PrepareAsync(
        CancellationToken cancel)
    {
        var locked = await LockedContent.ReadAsync(request.LockFiles, cancel);
        var policy = (await registry.ReadSharedConfigurationAsync(push: true, cancel)).Retention;
        if (policy is null)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"{RegistryConfiguration.FileName} of '{registry.Location}' has no 'retention' (with a remote, its default branch "
                + "counts): nothing is given up."));
        }

        return (policy, locked, new RetentionRules(policy, locked, TimeProvider.System.GetUtcNow()));
    }

    private List<(ModelState State, RetentionDecision Decision)> Decide(
        IReadOnlyList<ModelHistory> ledger, RetentionRules rules) =>
    [
        .. from history in ledger
           where request.NameMatches?.Invoke(history.State.Name.Text) != false
           let witnessed = history.Events.Where(past => past.Status != EventStatus.Present).Select(past => past.Event)
           from decision in rules.Decide(history.State, witnessed)
           select (history.State, decision),
    ];

    private bool IsToErase(ModelState state, RetentionDecision decision) =>
        decision.Verdict == RetentionVerdict.Erase && request.Approves?.Invoke(View(state, decision)) != false;

    private async Task<IReadOnlyDictionary<ModelName, AppendResult>> EraseAsync(
        IReadOnlyList<ModelHistory> ledger, List<(ModelState State, RetentionDecision Decision)> decided,
        RetentionRules rules, CancellationToken cancel)
    {
        var erasure = new Erasure(registry, rules, request, _reason, sink);
        var models = decided.Where(pair => IsToErase(pair.State, pair.Decision)).Select(pair => pair.State.Name).ToHashSet();
        var written = new Dictionary<ModelName, AppendResult>();
        foreach (var history in ledger.Where(history => models.Contains(history.State.Name)))
        {
            try
            {
                written[history.State.Name] = await erasure.RunAsync(
                    history, decision => IsToErase(history.State, decision), cancel);
            }
            catch (RegistryException e)
            {
                // A model that cannot be written to does not keep the others from it; what it has stays reached.
                _failures.Add(e);
            }
        }

        return written;
    }

    /// <summary>Names travel to the remote; erasing them for all, while the bytes are this tree's alone, helps nobody.</summary>
    private void EnsureShared()
    {
        if (registry.Remote is { } remote && registry.Configuration.Stores is [var first, ..] && StoreFactory.IsLocal(first))
        {
            throw new RegistryException(
                ErrorCodes.NoSharedStore,
                $"Versions would be erased on the remote '{remote.Name}' ({remote.Url}), but the store '{first.Url}' is for this "
                + $"working tree alone; put a store that others reach first in {RegistryConfiguration.FileName}.");
        }
    }

    /// <summary>Without knowing all that is reached nothing is condemned, and nothing swept.</summary>
    private async Task<IReadOnlyList<StoreSweep>> MarkedAsync(
        Func<Task> mark, Func<Task<IReadOnlyList<StoreSweep>>> sweep)
    {
        try
        {
            await mark();
            return await sweep();
        }
        catch (RegistryException e)
        {
            _failures.Add(e);
            return [];
        }
    }

    private async Task<IReadOnlyList<StoreSweep>> EachStoreAsync(
        Func<IBlobStore, Task<StoreSweep>> work, CancellationToken cancel)
    {
        var sweeps = new List<StoreSweep>();
        foreach (var store in request.NoSweep ? [] : (await registry.OpenStoresAsync(sink, cancel)).Stores)
        {
            try
            {
                await StoreTenants.EnsureAloneAsync(store, registry, cancel);
                sweeps.Add(await work(store));
            }
            catch (RegistryException e)
            {
                _failures.Add(e);
            }
        }

        return sweeps;
    }

    private static Sweeper NewSweeper(IBlobStore store, RetentionPolicy policy, Func<CancellationToken, Task<Mark>> mark) =>
        new(store, policy.Grace, mark, TimeProvider.System);

    private RetentionReport Report(
        List<(ModelState State, RetentionDecision Decision)> decided, LedgerMark? mark, IReadOnlyList<StoreSweep> sweeps,
        IReadOnlyDictionary<ModelName, AppendResult>? written)
    {
        var counted = new HashSet<Content.Digest>();
        var versions = decided.Select(pair =>
        {
            var version = View(pair.State, pair.Decision);
            if (version.Verdict != RetentionVerdict.Erase)
            {
                return version;
            }

            var result = written?.GetValueOrDefault(pair.State.Name);
            var e = result?.Events.FirstOrDefault(e => e.IsErasure && e.NamedVersion == pair.Decision.Version.Version);
            return version with
            {
                Bytes = mark?.Free(pair.Decision.Version, counted) ?? 0,
                Tag = e?.Tag,
                Level = e is null ? null : result!.Level,
            };
        });
        return new RetentionReport([.. versions], sweeps, _failures) { HasPolicy = mark is not null };
    }

    private RetainedVersion View(ModelState state, RetentionDecision decision)
    {
        var shown = state.ToVersion(decision.Version, registry.Location);
        return new RetainedVersion
        {
            Name = shown.Name,
            Version = shown.Version,
            Verdict = decision.Verdict,
            Rule = decision.Rule,
            Size = shown.Size,
            Date = shown.Date,
            Tag = decision.Version.Erasure?.Tag,
            Registry = shown.Registry,
        };
    }
}
