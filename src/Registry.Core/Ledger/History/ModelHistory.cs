using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.History;

/// <summary>An event, whatever became of its tag.</summary>
internal sealed record PastEvent(RegistryEvent Event, EventStatus Status);

/// <summary>A model's state, and its events with those that the chain alone still tells, in order.</summary>
internal sealed record ModelHistory(ModelState State, IReadOnlyList<PastEvent> Events)
{
    /// <summary>
    /// A state that knows the versions of deleted registrations too, to say what an event was about; nothing else may
    /// be read off it.
    /// </summary>
    public ModelState Known { get; } = Events.All(past => past.Status == EventStatus.Present)
        ? State : ModelFold.Fold(State.Name, Events.Select(past => past.Event));

    /// <summary>
    /// The version an event was about; null where it was about none. Of a stage's event the commit alone decides.
    /// </summary>
    public SemanticVersion? VersionOf(RegistryEvent e) =>
        Views.VersionOf(e, Known)?.Version
        ?? (e.Name.Stage is null ? SemanticVersion.TryParse(e.Message.Find(Trailer.Version)) : null);
}

/// <summary>Joins what tags say with what chains have witnessed.</summary>
internal sealed class HistoryReader(GitRepository repository, string remote, TimeProvider time)
{
    private readonly LedgerReader _reader = new(repository, time);

    /// <summary>One model; without events where nothing is known of it.</summary>
    public async Task<ModelHistory> ReadAsync(ModelName model, CancellationToken cancel)
    {
        var state = await _reader.ReadAsync(model, cancel);
        var chains = await ChainBook.ReadAsync(repository, remote, model, cancel);
        return await JoinAsync(state, chains, cancel);
    }

    /// <summary>Every model that has a tag or a chain, in ordinal order.</summary>
    public async Task<IReadOnlyList<ModelHistory>> ReadAllAsync(CancellationToken cancel)
    {
        var states = (await _reader.ReadAllAsync(cancel)).ToDictionary(state => state.Name);
        var chains = await ChainBook.ReadAsync(repository, remote, null, cancel);
        var histories = new List<ModelHistory>();
        foreach (var model in states.Keys.Union(chains.Tips.Keys).Order())
        {
            var state = states.GetValueOrDefault(model) ?? ModelFold.Fold(model, []);
            histories.Add(await JoinAsync(state, chains, cancel));
        }

        return histories;
    }

    /// <summary>A state, and what the chains know beyond it.</summary>
    public async Task<ModelHistory> JoinAsync(ModelState state, ChainBook chains, CancellationToken cancel)
    {
        var events = state.Events.Select(e => new PastEvent(e, EventStatus.Present)).ToList();
        var present = state.Events.Select(e => e.TagObject).ToHashSet();
        var broken = chains.CommitsOf(state.Name).Select(commit => commit.Link).OfType<ChainLink>()
            .Where(link => !present.Contains(link.TagObject)).DistinctBy(link => link.TagObject).ToList();
        if (broken.Count == 0)
        {
            return new ModelHistory(state, events);
        }

        var refs = (await repository.ListRefsAsync(LedgerReader.PatternsOf(state.Name), cancel))
            .ToDictionary(reference => reference.Name, reference => reference.Target);
        var gone = broken.Where(link => refs.GetValueOrDefault($"refs/tags/{link.Tag}") != link.TagObject).ToList();
        var texts = await ChainTexts.ReadAsync(repository, gone, cancel);
        foreach (var (link, text) in gone.Zip(texts))
        {
            if (text is not null && ChainTexts.ToEvent(link, text, time.GetUtcNow()) is { } e
                && e.Name.Model == state.Name)
            {
                var status = refs.ContainsKey($"refs/tags/{link.Tag}") ? EventStatus.Moved : EventStatus.Deleted;
                events.Add(new PastEvent(e, status));
            }
        }

        events.Sort((left, right) => RegistryEvent.InOrder(left.Event, right.Event));
        return new ModelHistory(state, events);
    }
}
