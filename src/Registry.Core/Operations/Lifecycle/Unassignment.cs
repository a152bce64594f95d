using Registry.Configuration;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations.Lifecycle;

/// <summary>Takes a stage from one version, or from all that are in force, so that it is empty.</summary>
internal sealed class Unassignment
{
    private readonly LedgerChange _change;
    private readonly StageName _stage;
    private readonly string? _version;
    private IReadOnlyList<StageHolder> _before = [];
    private List<StageHolder> _losing = [];

    /// <exception cref="RegistryException">MLR1003 for whatever of the request is malformed.</exception>
    public Unassignment(RegistryContext registry, UnassignRequest request, IProgressSink? sink)
    {
        _change = new LedgerChange(registry, request, sink);
        _stage = StageName.Parse(request.Stage);

        // A commit that GTO staged without a version goes by its id.
        _version = request.Version is null || Git.ObjectId.TryParse(request.Version) is not null
            ? request.Version : SemanticVersion.Parse(request.Version).ToString();
    }

    public async Task<StageChange> PreviewAsync(CancellationToken cancel)
    {
        _ = Decide(await _change.ReadAsync(cancel));
        return Change(_before.Except(_losing).FirstOrDefault(), null);
    }

    public async Task<StageChange> RunAsync(CancellationToken cancel)
    {
        var written = await _change.AppendAsync(Decide, cancel);
        return Change(written.State.HolderOf(_stage), written);
    }

    private IReadOnlyList<EventDraft> Decide(ModelState state)
    {
        var again = _losing.Count > 0;
        _before = state.HoldersOf(_stage);
        var losing = _before.Where(holder => _version is null || holder.Key == _version).ToList();
        if (losing.Count == 0)
        {
            // Another writer has done the same meanwhile.
            return again ? [] : throw NotHeld(state);
        }

        // The holder last: until it is gone nobody sees a change.
        _losing = losing;
        return EventDraft.Tie(state, losing.AsEnumerable().Reverse().Select(holder =>
            EventDraft.OfStage(EventKind.Unassign, _stage, holder) with { Reason = _change.Reason }));
    }

    private RegistryException NotHeld(ModelState state)
    {
        if (_before.Count > 0)
        {
            return new RegistryException(
                ErrorCodes.NotFound,
                $"'{state.Name}@{_version}' is not in the stage '{_stage}'; in force there "
                + $"{(_before.Count == 1 ? "is" : "are")} {Nearest.List(_version!, _before.Select(holder => holder.Key))}.");
        }

        return new RegistryException(
            ErrorCodes.NotFound,
            state.Holders.Count == 0
                ? $"No version of '{state.Name}' is in any stage; there is nothing to remove."
                : $"No version of '{state.Name}' is in the stage '{_stage}'; the stages in use are "
                    + $"{Nearest.List(_stage.Text, state.Holders.Keys)}.");
    }

    private StageChange Change(StageHolder? after, AppendResult? written) =>
        StageChanges.Of(_change, _stage, written) with
        {
            From = _before.Count > 0 ? _before[0].Key : null,
            To = after?.Key,
            Removed = [.. _losing.Select(holder => holder.Key)],
        };
}
