using Registry.Configuration;
using Registry.Ledger;
using Registry.Ledger.History;
using Registry.Naming;
using Registry.Pins;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>
    /// Events, newest first. Those whose tags were deleted or moved are among them where the chain has witnessed them,
    /// with a <see cref="RegistryEventInfo.Status"/> that says so.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001 for a model, version or stage that never was, MLR1003.</exception>
    public async Task<IReadOnlyList<RegistryEventInfo>> GetHistoryAsync(
        HistoryQuery query, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var stage = query.Stage is { } text ? StageName.Parse(text) : null;
        var pin = query.Version is { } version ? Pin.OfVersion(version) : null;
        var reader = await OpenHistoryAsync(query.Name is { } name ? ModelName.Parse(name) : null, cancel);
        var told = new List<(RegistryEvent Event, RegistryEventInfo Info)>();
        foreach (var history in await ReadHistoriesAsync(reader, query, cancel))
        {
            if (query.Name is not null)
            {
                EnsureKnown(history, stage, pin);
            }

            told.AddRange(history.Events
                .Where(past => query.AsOf is not { } until || past.Event.Tagger.Date <= until)
                .Where(past => stage is null || past.Event.Name.Stage == stage)
                .Where(past => pin is null || IsAbout(history, past.Event, pin))
                .Select(past => (past.Event, Tell(history, past))));
        }

        // Along a model the order is the ledger's own; between models only time tells.
        told.Reverse();
        return
        [
            .. told.OrderByDescending(pair => pair.Event.Tagger.Date.ToUnixTimeSeconds()).Select(pair => pair.Info),
        ];
    }

    /// <summary>
    /// Who holds which stage now, or held it at a moment: the fold of the events up to it. Stages that nobody holds are
    /// not among them.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001 for a model that is not there, or a stage that never was, MLR1003.
    /// </exception>
    public async Task<IReadOnlyList<StageAssignment>> GetStagesAsync(
        StageQuery query, IProgressSink? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var stage = query.Stage is { } text ? StageName.Parse(text) : null;
        if (query.Name is not { } name)
        {
            var states = await _context.Reader.ReadAllAsync(cancel);
            return
            [
                .. states.Where(state => query.NameMatches?.Invoke(state.Name.Text) != false)
                    .SelectMany(state => Assignments(state.AsOf(query.AsOf), stage)),
            ];
        }

        var state = await _context.ReadModelAsync(ModelName.Parse(name), cancel);
        EnsureStage(state, state.Events, stage);
        if (query.AsOf is { } moment)
        {
            await WarnOfGoneAsync(state.Name, moment, progress, cancel);
        }

        return [.. Assignments(state.AsOf(query.AsOf), stage)];
    }

    private async Task<HistoryReader> OpenHistoryAsync(ModelName? model, CancellationToken cancel) => new(
        await _context.OpenLedgerAsync(model, cancel), _context.RemoteName, TimeProvider.System);

    private async Task<IReadOnlyList<ModelHistory>> ReadHistoriesAsync(
        HistoryReader reader, HistoryQuery query, CancellationToken cancel)
    {
        if (query.Name is not { } name)
        {
            var all = await reader.ReadAllAsync(cancel);
            return [.. all.Where(history => query.NameMatches?.Invoke(history.State.Name.Text) != false)];
        }

        var history = await reader.ReadAsync(ModelName.Parse(name), cancel);
        if (history.Events.Count == 0)
        {
            // No tag and no chain: it says so, with the nearest names.
            await _context.ReadModelAsync(history.State.Name, cancel);
        }

        return [history];
    }

    private void EnsureKnown(ModelHistory history, StageName? stage, Pin? pin)
    {
        EnsureStage(history.State, history.Events.Select(past => past.Event), stage);
        if (pin?.Exact is { } exact && history.Events.All(past => history.VersionOf(past.Event) != exact))
        {
            var all = history.Known.Versions.Select(version => version.Version.ToString());
            throw new RegistryException(
                ErrorCodes.NotFound,
                $"The model '{history.State.Name}' never had a version "
                + $"'{exact}'.{Nearest.Hint(exact.ToString(), all)}");
        }
    }

    /// <summary>A declared stage may be empty; one that was neither declared nor used is a slip.</summary>
    private void EnsureStage(ModelState state, IEnumerable<RegistryEvent> events, StageName? stage)
    {
        var used = events.Select(e => e.Name.Stage?.Text).OfType<string>()
            .Concat(_context.Configuration.Stages).Distinct();
        if (stage is not null && !used.Contains(stage.Text))
        {
            throw new RegistryException(
                ErrorCodes.NotFound,
                $"The model '{state.Name}' was never in a stage '{stage}'.{Nearest.Hint(stage.Text, used)}");
        }
    }

    private static bool IsAbout(ModelHistory history, RegistryEvent e, Pin pin) =>
        history.VersionOf(e) is { } version
        && (pin == Pin.Latest ? version == history.State.Latest?.Version : pin.Accepts(version));

    private RegistryEventInfo Tell(ModelHistory history, PastEvent past) =>
        past.Event.ToInfo(history.State, Location) with
        {
            Version = history.VersionOf(past.Event)?.ToString(),
            Status = past.Status,
        };

    private IEnumerable<StageAssignment> Assignments(ModelState state, StageName? stage) =>
        from held in state.Stages
        where stage is null || held.Key == stage.Text
        let e = held.Value.Assignment
        select new StageAssignment
        {
            Name = state.Name.Text,
            Stage = held.Key,
            Version = held.Value.Key,
            Event = e.Number,
            Tag = e.Tag,
            TagObject = e.TagObject.Hex,
            Commit = e.Commit.Hex,
            Author = e.Tagger.Name,
            Date = e.Tagger.Date,
            Message = e.Message.Shown,
            Deprecated = state.IsDeprecated,
            Registry = Location,
        };

    /// <summary>
    /// Tags decide what was, and some of them are gone: then the answer may not be what was true that day.
    /// </summary>
    private async Task WarnOfGoneAsync(
        ModelName model, DateTimeOffset moment, IProgressSink? progress, CancellationToken cancel)
    {
        var history = await (await OpenHistoryAsync(model, cancel)).ReadAsync(model, cancel);
        var gone = history.Events.Where(past => past.Status != EventStatus.Present && past.Event.Tagger.Date <= moment)
            .Select(past => $"'{past.Event.Tag}'").ToList();
        if (gone.Count > 0)
        {
            progress?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.HistoryBroken,
                $"Tags of '{model}' from before that moment are gone or moved, and do not count: "
                + $"{string.Join(", ", gone.Take(5))}. See Get-MLModelHistory for what they said."));
        }
    }
}
