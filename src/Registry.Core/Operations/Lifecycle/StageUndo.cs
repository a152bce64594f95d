using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations.Lifecycle;

/// <summary>Takes back the last changes of a stage, or repeats what was taken back, by new events.</summary>
internal sealed class StageUndo
{
    private readonly LedgerChange _change;
    private readonly UndoRequest _request;
    private readonly StageName _stage;
    private string? _from;

    /// <exception cref="RegistryException">MLR1003 for whatever of the request is malformed.</exception>
    public StageUndo(RegistryContext registry, UndoRequest request, IProgressSink? sink)
    {
        (_change, _request) = (new LedgerChange(registry, request, sink), request);
        _stage = StageName.Parse(request.Stage);
        if (request.Steps is < 1 or > UndoRequest.MostSteps)
        {
            throw new RegistryException(
                ErrorCodes.Malformed, $"{request.Steps} steps cannot be taken; give 1 to {UndoRequest.MostSteps}.");
        }
    }

    public async Task<StageChange> PreviewAsync(CancellationToken cancel)
    {
        var drafts = Decide(await _change.ReadAsync(cancel));
        var to = drafts.FirstOrDefault(draft => draft.Kind == EventKind.Assign && draft.Stage == _stage);
        return Change(to?.VersionOrCommit, drafts, null);
    }

    public async Task<StageChange> RunAsync(CancellationToken cancel)
    {
        IReadOnlyList<EventDraft> drafts = [];
        var written = await _change.AppendAsync(state => drafts = Decide(state), cancel);
        return Change(written.State.HolderOf(_stage)?.Key, drafts, written);
    }

    private IReadOnlyList<EventDraft> Decide(ModelState state)
    {
        _from = state.HolderOf(_stage)?.Key;
        var reversal = new Reversal(state, _stage, _request.Redo);
        if (_request.Expect is { } expect)
        {
            StageChanges.EnsureHolder(state, _stage, expect);
            EnsureNoRetry(reversal.SameBefore(expect));
        }

        return [.. reversal.Draft(_request.Steps).Select(draft => draft with { Reason = _change.Reason })];
    }

    private void EnsureNoRetry(RegistryEvent? same)
    {
        if (same is not null)
        {
            throw new RegistryException(
                ErrorCodes.RemoteMovedOn,
                $"'{same.Tag}' by {same.Tagger.Name} has done this to '{_change.Name}#{_stage}' already and left its holder as it "
                + "was; nothing was written. If one more step is meant, leave the expected holder out.");
        }
    }

    private StageChange Change(string? to, IReadOnlyList<EventDraft> drafts, AppendResult? written) =>
        StageChanges.Of(_change, _stage, written) with
        {
            From = _from,
            To = to,
            Removed =
            [
                .. drafts.Where(draft => draft.Kind == EventKind.Unassign && draft.Stage == _stage)
                    .Select(draft => draft.VersionOrCommit).Reverse(),
            ],
        };
}
