using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations;

/// <summary>Moves a stage to a version.</summary>
internal sealed class Assignment
{
    private readonly RegistryContext _registry;
    private readonly AssignRequest _request;
    private readonly IProgressSink? _sink;
    private readonly ModelName _name;
    private readonly SemanticVersion _version;
    private readonly StageName _stage;
    private readonly string _reason;
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
        _registry.Configuration.EnsureDeclared(_stage);
        _ = Decide(await _registry.ReadModelAsync(_name, cancel));
        return Change(null);
    }

    public async Task<StageChange> RunAsync(CancellationToken cancel)
    {
        (await _registry.ReadSharedConfigurationAsync(!_request.NoPush, cancel)).EnsureDeclared(_stage);
        return Change(await AppendAsync(cancel));
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
            EnsureHolder(state, holder, expect);
        }

        if (holder?.Version == version && !_request.Force)
        {
            _sink?.Write(new RegistryMessage(
                MessageLevel.Verbose, null, $"'{_name}@{version.Version}' holds '{_stage}' already; nothing was written."));
            return [];
        }

        var draft = new EventDraft
        {
            Kind = EventKind.Assign,
            Version = version.Version,
            Stage = _stage,
            Commit = version.Commit,
            Reason = _reason,
        };
        return [draft];
    }

    private void EnsureHolder(ModelState state, StageHolder? holder, string expect)
    {
        var expected = expect.Length == 0 ? null : SemanticVersion.Parse(expect).ToString();
        if (holder?.Key != expected)
        {
            throw new RegistryException(
                ErrorCodes.RemoteMovedOn,
                $"The stage '{_stage}' of '{_name}' is held by {(holder is null ? "nobody" : $"'{holder.Key}' since '{holder.Assignment.Tag}' by {holder.Assignment.Tagger.Name}")}, "
                + $"not by {(expected is null ? "nobody" : $"'{expected}'")} as expected; nothing was written. Look again, then "
                + $"decide. The last event is '{state.Last?.Tag}'.");
        }
    }

    private StageChange Change(AppendResult? written) => new()
    {
        Name = _name.Text,
        Stage = _stage.Text,
        From = _from,
        To = _version.ToString(),
        Event = written?.Event?.Number,
        Tag = written?.Event?.Tag,
        Level = written?.Level,
        Registry = _registry.Location,
    };
}
