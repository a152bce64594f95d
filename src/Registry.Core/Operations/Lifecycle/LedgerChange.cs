using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations.Lifecycle;

/// <summary>What all changes of a model that is there share: its name, the reason, how it is read and written.</summary>
internal sealed class LedgerChange
{
    private readonly RegistryContext _registry;
    private readonly EventRequest _request;
    private readonly IProgressSink? _sink;

    /// <exception cref="RegistryException">MLR1003 for a malformed name or reason.</exception>
    public LedgerChange(RegistryContext registry, EventRequest request, IProgressSink? sink)
    {
        (_registry, _request, _sink) = (registry, request, sink);
        Name = ModelName.Parse(request.Name);
        Reason = MessageBuilder.Reason(request.Message);
    }

    public ModelName Name { get; }

    public string Reason { get; }

    public string Location => _registry.Location;

    /// <exception cref="RegistryException">MLR1001 with the nearest names.</exception>
    public Task<ModelState> ReadAsync(CancellationToken cancel) => _registry.ReadModelAsync(Name, cancel);

    /// <summary>Appends what <paramref name="decide"/> drafts.</summary>
    /// <exception cref="RegistryException">MLR1001 with the nearest names, and what the writer raises.</exception>
    public Task<AppendResult> AppendAsync(
        Func<ModelState, IReadOnlyList<EventDraft>> decide, CancellationToken cancel) =>
        _registry.Writer.AppendAsync(
            Name,
            async state => decide(state.Events.Count > 0 ? state : await ReadAsync(cancel)),
            new WriteOptions(_request.NoPush, _request.Force, _sink), cancel);

    public void Say(string text) => _sink?.Write(new RegistryMessage(MessageLevel.Verbose, null, text));

    public void Warn(string text) => _sink?.Write(new RegistryMessage(MessageLevel.Warning, null, text));
}
