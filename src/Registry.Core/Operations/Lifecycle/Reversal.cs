using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Operations.Lifecycle;

/// <summary>
/// What undoing or repeating would write: the holder before is assigned once more, so that those who look at the newest
/// tag alone deliver the right bytes too; where nobody held the stage, it is emptied. No I/O.
/// </summary>
internal sealed class Reversal
{
    private const int MostEvents = 150;
    private readonly ModelState _state;
    private readonly StageName _stage;
    private readonly bool _redo;
    private readonly StageHistory _history;

    public Reversal(ModelState state, StageName stage, bool redo)
    {
        (_state, _stage, _redo) = (state, stage, redo);
        _history = new StageHistory(state, stage);
    }

    private StepKind Kind => _redo ? StepKind.Redo : StepKind.Undo;

    /// <summary>
    /// The same command, written last and in part: it was to empty the stage, and was cut short between two pushes.
    /// </summary>
    private StageStep? Unfinished =>
        _history.Steps is [.., { IsReversed: false } last] && last.Kind == Kind
        && last.Events.All(e => e.Kind == EventKind.Unassign) && _state.HolderOf(_stage) is not null ? last : null;

    /// <summary>
    /// The last event of the stage, where it is the same command and left the holder that is expected as it was: whether
    /// this is a retry of it cannot be told by the holder.
    /// </summary>
    public RegistryEvent? SameBefore(string expect) =>
        Unfinished is null && _history.Steps is [.., { IsReversed: false } last] && last.Kind == Kind
        && StageChanges.IsHeldBy(_state.Before(last.First).HolderOf(_stage), expect) ? last.Last : null;

    /// <exception cref="RegistryException">
    /// MLR1001 where there are fewer steps, or whoever held the stage is gone; MLR1003 where a tag cannot name them all.
    /// </exception>
    public IReadOnlyList<EventDraft> Draft(int steps)
    {
        if (Unfinished is { } begun)
        {
            return EventDraft.Tie(_state, Emptying([.. begun.Reverts.Select(id => id.Hex)], begun.Last));
        }

        var chosen = (_redo ? Repeatable() : _history.Standing(StepKind.Change)).Take(steps).ToList();
        if (chosen.Count < steps)
        {
            throw TooFew(steps, chosen.Count);
        }

        var reverts = chosen.SelectMany(step => step.Events.Reverse()).Select(e => e.TagObject.Hex).ToList();
        if (reverts.Count > MostEvents)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"These {steps} steps have {reverts.Count} events, and a tag names {MostEvents} at most; go in smaller steps.");
        }

        var before = _state.Before(chosen[^1].First);
        var companions = chosen.SelectMany(_history.CompanionsOf).ToList();
        return EventDraft.Tie(
            _state,
            [
                .. before.HolderOf(_stage) is { } holder ? [Assigning(holder, reverts, steps)] : Emptying(reverts, chosen[0].Last),
                .. Restoring(companions, before),
            ]);
    }

    /// <summary>Undos that stand and that no change came after.</summary>
    private IEnumerable<StageStep> Repeatable() => _history.Steps.Reverse()
        .TakeWhile(step => step.Kind != StepKind.Change)
        .Where(step => step.Kind == StepKind.Undo && !step.IsReversed);

    private EventDraft Assigning(StageHolder before, List<string> reverts, int steps)
    {
        // GTO may have registered the commit since.
        var version = before.Version is { } known ? _state.Find(known.Version)
            : _state.Versions.FirstOrDefault(v => v.Commit == before.Assignment.Commit);
        if (version is { Erasure: not null })
        {
            Resolver.NotErased(_state, version);
        }

        if (version is { IsActive: false })
        {
            throw new RegistryException(
                ErrorCodes.NotFound,
                $"'{_state.Name}@{version.Version}' held the stage '{_stage}' before, and was deregistered since: "
                + $"{Resolver.Deregistration(_state, version.Version)}. Nothing was written; assign another version with "
                + $"Set-MLModelStage{(_redo ? "" : $", or go further back with -Steps {steps + 1}")}.");
        }

        return Reverting(EventDraft.OfStage(EventKind.Assign, _stage, before with { Version = version }), reverts);
    }

    /// <summary>Unassigns whoever is in force, the holder last; nobody is, an event records the undo all the same.</summary>
    private IEnumerable<EventDraft> Emptying(List<string> reverts, RegistryEvent last)
    {
        var holders = _state.HoldersOf(_stage);
        return (holders.Count > 0 ? holders.Reverse() : [new StageHolder(Views.VersionOf(last, _state), last)])
            .Select(holder => Reverting(EventDraft.OfStage(EventKind.Unassign, _stage, holder), reverts));
    }

    /// <summary>Other stages that the steps gave to versions, or took from them, are as before for these versions.</summary>
    private IEnumerable<EventDraft> Restoring(List<RegistryEvent> companions, ModelState before)
    {
        foreach (var events in companions.GroupBy(e => (e.Name.Stage, Version: Views.VersionOf(e, _state))))
        {
            if (events.Key is not ({ } stage, { } version))
            {
                continue;
            }

            bool IsIn(ModelState state) =>
                state.HoldersOf(stage).Any(holder => holder.Version?.Version == version.Version);
            var (was, now) = (IsIn(before), IsIn(_state));
            if (was != now && (now || version.IsActive))
            {
                yield return Reverting(
                    EventDraft.OfStage(
                        was ? EventKind.Assign : EventKind.Unassign, stage, new StageHolder(version, events.Last())),
                    [.. events.Reverse().Select(e => e.TagObject.Hex)]);
            }
        }
    }

    private static EventDraft Reverting(EventDraft draft, List<string> reverts) =>
        draft with { Trailers = [.. reverts.Select(id => KeyValuePair.Create(Trailer.Reverts, id))] };

    private RegistryException TooFew(int steps, int found)
    {
        var of = $"the stage '{_stage}' of '{_state.Name}'";
        var change = _history.Steps.LastOrDefault(step => step.Kind == StepKind.Change);
        if (change is null)
        {
            var used = _state.Events.Select(e => e.Name.Stage?.Text).OfType<string>().Distinct();
            return new RegistryException(
                ErrorCodes.NotFound,
                $"Nothing was ever done to {of}.{Configuration.Nearest.Hint(_stage.Text, used)}");
        }

        var left = found == 0 ? $"Nothing is left to {(_redo ? "repeat" : "undo")} on {of}"
            : _redo ? $"Only {found} of {steps} undos can be repeated on {of} (an undo of several steps is one)"
            : $"Only {found} of {steps} steps can be undone on {of}";
        var blocked = _redo && _history.Standing(StepKind.Undo).Count() > found
            ? $", because '{change.Last.Tag}' by {change.Last.Tagger.Name} came after the undo" : "";
        return new RegistryException(
            ErrorCodes.NotFound, $"{left}{blocked}; nothing was written. Assign what is meant to be there with Set-MLModelStage.");
    }
}
