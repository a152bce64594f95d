using Registry.Configuration;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Operations.Lifecycle;

namespace Registry.Operations;

/// <summary>Moves a stage to a version.</summary>
internal sealed class Assignment
{
    /// <summary>Where it is declared, versions that are displaced go there, as users of MLflow are used to.</summary>
    private const string Archived = "archived";

    private readonly RegistryContext _registry;
    private readonly AssignRequest _request;
    private readonly IProgressSink? _sink;
    private readonly ModelName _name;
    private readonly SemanticVersion _version;
    private readonly StageName _stage;
    private readonly string _reason;
    private StageName? _archive;
    private IReadOnlyList<StageHolder> _displaced = [];
    private string? _from;

    /// <exception cref="RegistryException">MLR1003 for whatever of the request is malformed.</exception>
    public Assignment(RegistryContext registry, AssignRequest request, IProgressSink? sink)
    {
        (_registry, _request, _sink) = (registry, request, sink);
        _name = ModelName.Parse(request.Name);
        _version = SemanticVersion.Parse(request.Version);
        _stage = StageName.Parse(request.Stage);
        NameRules.EnsureWritable(_stage);
        _reason = MessageBuilder.Reason(request.Message);
    }

    /// <summary>Checks everything and tells what would change.</summary>
    public async Task<StageChange> PreviewAsync(CancellationToken cancel)
    {
        Prepare(_registry.Configuration);
        _ = Decide(await _registry.ReadModelAsync(_name, cancel));
        return Change(null);
    }

    public async Task<StageChange> RunAsync(CancellationToken cancel)
    {
        Prepare(await _registry.ReadSharedConfigurationAsync(!_request.NoPush, cancel));
        return Change(await AppendAsync(cancel));
    }

    private void Prepare(RegistryConfiguration configuration)
    {
        configuration.EnsureDeclared(_stage);
        _archive = configuration.Stages.Contains(Archived) ? StageName.Parse(Archived) : null;
    }

    /// <summary>Writes the event; stages are checked by the caller.</summary>
    public Task<AppendResult> AppendAsync(CancellationToken cancel) =>
        _registry.Writer.AppendAsync(
            _name,
            async state => Decide(state.Events.Count > 0 ? state : await _registry.ReadModelAsync(_name, cancel)),
            new WriteOptions(_request.NoPush, _request.Force, _sink), cancel);

    private IReadOnlyList<EventDraft> Decide(ModelState state)
    {
        var version = Pins.Resolver.Resolve(state, Pins.Pin.OfVersion(_version.ToString()), null).Version;
        var holder = state.HolderOf(_stage);
        _from = holder?.Key;
        if (_request.Expect is { } expect)
        {
            StageChanges.EnsureHolder(state, _stage, expect);
        }

        _displaced = _request.ArchivePrevious
            ? [.. state.HoldersOf(_stage).Where(previous => previous.Version != version)] : [];
        if (holder?.Version == version && _displaced.Count == 0 && !_request.Force)
        {
            _sink?.Write(new RegistryMessage(
                MessageLevel.Verbose, null, $"'{_name}@{version.Version}' holds '{_stage}' already; nothing was written."));
            return [];
        }

        return Displacing(state, new StageHolder(version, version.Registration));
    }

    /// <summary>
    /// With <c>ArchivePrevious</c> whoever is in force loses the stage, so that nobody comes back once the new holder goes;
    /// the assignment comes last, as those who look at the newest tag alone must find it.
    /// </summary>
    private IReadOnlyList<EventDraft> Displacing(ModelState state, StageHolder holder)
    {
        var drafts = new List<EventDraft>();
        foreach (var previous in _displaced.Reverse())
        {
            drafts.Add(EventDraft.OfStage(EventKind.Unassign, _stage, previous));
            if (_archive is { } archive && archive != _stage && previous.Version is not null
                && state.HoldersOf(archive).All(archived => archived.Version != previous.Version))
            {
                drafts.Add(EventDraft.OfStage(EventKind.Assign, archive, previous));
            }
        }

        drafts.Add(EventDraft.OfStage(EventKind.Assign, _stage, holder));
        return EventDraft.Tie(state, drafts.Select(draft => draft with { Reason = _reason }));
    }

    private StageChange Change(AppendResult? written) => new()
    {
        Name = _name.Text,
        Stage = _stage.Text,
        From = _from,
        To = _version.ToString(),
        Removed = [.. _displaced.Select(previous => previous.Key)],
        Event = written?.Event?.Number,
        Tag = written?.Event?.Tag,
        Tags = [.. written?.Events.Select(e => e.Tag) ?? []],
        Level = written?.Level,
        Registry = _registry.Location,
    };
}
