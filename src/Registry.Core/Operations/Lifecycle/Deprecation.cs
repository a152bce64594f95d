using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations.Lifecycle;

/// <summary>Deprecates a model: ranges and stages do not reach it, exact pins do with a warning.</summary>
internal sealed class Deprecation(RegistryContext registry, DeprecateRequest request, IProgressSink? sink)
{
    private readonly LedgerChange _change = new(registry, request, sink);

    public async Task<Model> PreviewAsync(CancellationToken cancel) =>
        (await _change.ReadAsync(cancel)).ToModel(_change.Location);

    public async Task<Model> RunAsync(CancellationToken cancel)
    {
        var written = await _change.AppendAsync(Decide, cancel);
        return written.State.ToModel(_change.Location) with { Level = written.Level };
    }

    private IReadOnlyList<EventDraft> Decide(ModelState state)
    {
        if (state.Deprecation is { } already)
        {
            _change.Say($"'{state.Name}' is deprecated already ('{already.Tag}'); nothing was written.");
            return [];
        }

        // It is about no commit in particular, and a tag needs one.
        var draft = new EventDraft
        {
            Kind = EventKind.Deprecate,
            Commit = state.Last!.Commit,
            Reason = _change.Reason,
        };
        return [draft];
    }
}
