using System.Globalization;
using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>What a step of a stage's history was meant to do.</summary>
internal enum StepKind
{
    /// <summary>To move the stage, or to take it away.</summary>
    Change,

    /// <summary>To reverse a change.</summary>
    Undo,

    /// <summary>To reverse an undo.</summary>
    Redo,
}

/// <summary>What one command did to a stage: its events there, in order.</summary>
internal sealed record StageStep(IReadOnlyList<RegistryEvent> Events, IReadOnlySet<ObjectId> Reverts)
{
    public StepKind Kind { get; init; }

    /// <summary>Whether a later step that stands reverses it.</summary>
    public bool IsReversed { get; init; }

    public RegistryEvent First => Events[0];

    public RegistryEvent Last => Events[^1];
}

/// <summary>The steps of a stage, oldest first, and which of them are reversed. No I/O.</summary>
internal sealed class StageHistory
{
    private readonly ModelState _state;

    public StageHistory(ModelState state, StageName stage)
    {
        _state = state;
        var steps = new List<StageStep>();
        foreach (var e in state.Events.Where(e => IsOfStage(e) && e.Name.Stage == stage))
        {
            var reverts = RevertsOf(e);
            if (steps.Count > 0 && Belongs(e, reverts, steps[^1]))
            {
                steps[^1] = steps[^1] with { Events = [.. steps[^1].Events, e] };
            }
            else
            {
                steps.Add(new StageStep([e], reverts) { Kind = KindOf(reverts, steps) });
            }
        }

        Steps = Judge(steps);
    }

    public IReadOnlyList<StageStep> Steps { get; }

    /// <summary>The newest steps of a kind that stand, newest first.</summary>
    public IEnumerable<StageStep> Standing(StepKind kind) =>
        Steps.Reverse().Where(step => step.Kind == kind && !step.IsReversed);

    /// <summary>
    /// What the command of a step did to other stages; nothing where the command was meant for another stage.
    /// </summary>
    public IEnumerable<RegistryEvent> CompanionsOf(StageStep step) =>
        step.First.Number is { } head && GroupOf(step.First) is null
            ? _state.Events.Where(e => IsOfStage(e) && GroupOf(e) == head && e.Name.Stage != step.First.Name.Stage)
            : [];

    private static bool IsOfStage(RegistryEvent e) => e.Kind is EventKind.Assign or EventKind.Unassign;

    /// <summary>
    /// Events of one command name its first; an undo that was cut short and went on later reverses the same twice.
    /// </summary>
    private static bool Belongs(RegistryEvent e, HashSet<ObjectId> reverts, StageStep step)
    {
        var group = GroupOf(e);
        return (group is not null && group == (GroupOf(step.First) ?? step.First.Number))
            || (reverts.Count > 0 && reverts.SetEquals(step.Reverts));
    }

    private static StepKind KindOf(HashSet<ObjectId> reverts, List<StageStep> earlier)
    {
        if (reverts.Count == 0)
        {
            return StepKind.Change;
        }

        var reversed = earlier.Find(step => step.Events.Any(e => reverts.Contains(e.TagObject)));
        return reversed?.Kind == StepKind.Undo ? StepKind.Redo : StepKind.Undo;
    }

    /// <summary>From the newest to the oldest: what is reversed itself reverses nothing.</summary>
    private static List<StageStep> Judge(List<StageStep> steps)
    {
        var judged = new List<StageStep>(steps);
        var reverted = new HashSet<ObjectId>();
        for (var i = judged.Count - 1; i >= 0; i--)
        {
            judged[i] = judged[i] with { IsReversed = judged[i].Events.Any(e => reverted.Contains(e.TagObject)) };
            if (!judged[i].IsReversed)
            {
                reverted.UnionWith(judged[i].Reverts);
            }
        }

        return judged;
    }

    private static HashSet<ObjectId> RevertsOf(RegistryEvent e) =>
        [.. e.Message.FindAll(Trailer.Reverts).Select(ObjectId.TryParse).OfType<ObjectId>()];

    private static long? GroupOf(RegistryEvent e) =>
        long.TryParse(e.Message.Find(Trailer.Group), NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? group : null;
}
