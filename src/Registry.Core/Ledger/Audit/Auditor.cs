using System.Runtime.CompilerServices;
using Registry.Git;
using Registry.Ledger.History;
using Registry.Naming;

namespace Registry.Ledger.Audit;

/// <summary>Looks for what is wrong with a registry, model by model. Changes nothing.</summary>
/// <param name="registry">For its remote, its stores, and what it is called.</param>
/// <param name="repository">Where its tags and chains are.</param>
/// <param name="request">What to look at.</param>
/// <param name="sink">Told what could not be checked.</param>
internal sealed class Auditor(
    RegistryContext registry, GitRepository repository, AuditRequest request, IProgressSink? sink)
{
    private readonly LedgerReader _reader = new(repository, TimeProvider.System);
    private readonly HistoryReader _histories =
        new(repository, registry.RemoteName, TimeProvider.System);

    private readonly UnreadableCheck _unreadable = new(repository, TimeProvider.System);
    private readonly ModelName? _only = request.Name is { } name ? ModelName.Parse(name) : null;

    public async IAsyncEnumerable<RegistryFinding> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var locked = await LockCheck.ReadAsync(request.LockFiles, registry.Location, cancel);

        // Tags first, then what may know more of them: a writer that is at work adds to both.
        var tags = await ReadTagsAsync(cancel);
        var states = await ReadStatesAsync(cancel);
        var asked = registry.Remote is { } known && !request.Offline
            ? new GitRemote(repository, known.Name, known.Url) : null;
        var remote = asked is null ? null : await RemoteEvidence.AskAsync(asked, _only, cancel);
        var chains = await ChainBook.ReadAsync(repository, registry.RemoteName, _only, cancel);
        if (asked is not null && remote is not null)
        {
            await remote.FetchAsync(asked, chains, cancel);
            chains = await chains.WithAsync(repository, remote.Chains, cancel);
        }

        var blobs = await OpenBlobsAsync(states.Values, cancel);
        var names = tags.Keys.Union(chains.Tips.Keys).Union(locked.Select(entry => entry.Entry.Name))
            .Where(IsWanted).Order().ToList();
        await EnsureKnownAsync(names, cancel);
        foreach (var name in names)
        {
            var blame = new Blame(name, registry.Location);
            var state = states.GetValueOrDefault(name) ?? ModelFold.Fold(name, []);
            var model = await EvidenceAsync(state, tags.GetValueOrDefault(name), chains, remote, cancel);
            TagCheck.Run(model, blame);
            ChainCheck.Run(model, blame);
            OrderCheck.Run(model, blame);
            VersionCheck.Run(model, blame);
            await _unreadable.RunAsync(model, blame, cancel);
            LockCheck.Run(model, locked.Where(entry => entry.Entry.Name == name), blame);
            await (blobs?.RunAsync(state, blame, cancel) ?? Task.CompletedTask);
            foreach (var finding in blame.Findings)
            {
                yield return finding;
            }
        }
    }

    private bool IsWanted(ModelName name) =>
        _only is null ? request.NameMatches?.Invoke(name.Text) != false : name == _only;

    private async Task<ModelEvidence> EvidenceAsync(
        ModelState state, Dictionary<string, ObjectId>? tags, ChainBook chains, RemoteEvidence? remote,
        CancellationToken cancel)
    {
        var tips = chains.Tips.GetValueOrDefault(state.Name) ?? new ChainTips(null, null);
        return new ModelEvidence
        {
            History = await _histories.JoinAsync(state, chains, cancel),
            Tags = tags ?? [],
            Tips = tips,
            Local = chains.Line(tips.Local),
            Fetched = chains.Line(tips.Fetched),
            Asked = chains.Line(tips.Asked),
            Remote = remote,
            IsBlind = registry.Remote is not null && remote is null,
        };
    }

    private async Task<Dictionary<ModelName, Dictionary<string, ObjectId>>> ReadTagsAsync(CancellationToken cancel)
    {
        var byModel = new Dictionary<ModelName, Dictionary<string, ObjectId>>();
        var patterns = _only is null ? ["refs/tags/"] : LedgerReader.PatternsOf(_only);
        foreach (var (name, target) in await repository.ListRefsAsync(patterns, cancel))
        {
            if (TagName.TryParse(name) is { } tag && IsWanted(tag.Model))
            {
                var tags = byModel.TryGetValue(tag.Model, out var found) ? found
                    : byModel[tag.Model] = new Dictionary<string, ObjectId>(StringComparer.Ordinal);
                tags[name["refs/tags/".Length..]] = target;
            }
        }

        return byModel;
    }

    private async Task<Dictionary<ModelName, ModelState>> ReadStatesAsync(CancellationToken cancel)
    {
        IEnumerable<ModelState> states = _only is null
            ? await _reader.ReadAllAsync(cancel) : [await _reader.ReadAsync(_only, cancel)];
        return states.Where(state => IsWanted(state.Name)).ToDictionary(state => state.Name);
    }

    private async Task<BlobCheck?> OpenBlobsAsync(IEnumerable<ModelState> states, CancellationToken cancel)
    {
        if (!states.Any(state => state.Versions.Any(version => version.Manifest is not null)))
        {
            return null;
        }

        if ((await registry.ReadConfigurationAsync(cancel)).Stores.Count == 0)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.NotARegistry,
                "No store is set here, so whether the bytes of the versions are there was not checked."));
            return null;
        }

        try
        {
            return new BlobCheck(await registry.OpenStoresAsync(sink, cancel), registry.NewReader(sink));
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            // The ledger can be looked at all the same.
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, e.Error,
                $"Whether the bytes of the versions are there was not checked: {e.Message}"));
            return null;
        }
    }

    private async Task EnsureKnownAsync(List<ModelName> names, CancellationToken cancel)
    {
        if (_only is not null && names.Count == 0)
        {
            // Neither a tag nor a chain: it says so, with the nearest names.
            await registry.ReadModelAsync(_only, cancel);
        }
    }
}
