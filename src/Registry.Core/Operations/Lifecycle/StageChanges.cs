using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations.Lifecycle;

/// <summary>What the commands that change a stage check and report alike.</summary>
internal static class StageChanges
{
    /// <summary>The event that a front end tells of: the last on the stage that was asked for.</summary>
    public static StageChange Of(LedgerChange change, StageName stage, AppendResult? written)
    {
        var e = written?.Events.LastOrDefault(last => last.Name.Stage == stage);
        return new StageChange
        {
            Name = change.Name.Text,
            Stage = stage.Text,
            Event = e?.Number,
            Tag = e?.Tag,
            Tags = [.. written?.Events.Select(each => each.Tag) ?? []],
            Level = written?.Level,
            Registry = change.Location,
        };
    }

    /// <summary>Holds a stage to what its caller believes of it.</summary>
    /// <param name="expect">A version, a commit that was staged without one, or empty for nobody.</param>
    /// <exception cref="RegistryException">MLR1103 that names the event which made it otherwise.</exception>
    public static void EnsureHolder(ModelState state, StageName stage, string expect)
    {
        var holder = state.HolderOf(stage);
        if (IsHeldBy(holder, expect))
        {
            return;
        }

        var cause = CauseOf(state, stage, holder);
        throw new RegistryException(
            ErrorCodes.RemoteMovedOn,
            $"The stage '{stage}' of '{state.Name}' is held by {(holder is null ? "nobody" : $"'{holder.Key}'")}"
            + (cause is null ? "" : $" since '{cause.Tag}' by {cause.Tagger.Name}")
            + $", not by {(expect.Length == 0 ? "nobody" : $"'{KeyOf(expect)}'")} as expected; nothing was written. Look again, "
            + $"then decide. The last event is '{state.Last?.Tag}'.");
    }

    public static bool IsHeldBy(StageHolder? holder, string expect) =>
        holder?.Key == (expect.Length == 0 ? null : KeyOf(expect));

    private static string KeyOf(string expect) =>
        Git.ObjectId.TryParse(expect)?.Hex ?? SemanticVersion.Parse(expect).ToString();

    /// <summary>The event before which somebody else, or nobody, held the stage.</summary>
    private static RegistryEvent? CauseOf(ModelState state, StageName stage, StageHolder? holder) =>
        state.Events.Reverse()
            .Where(e => e.Name.Stage == stage || e.Kind is EventKind.Register or EventKind.Deregister)
            .FirstOrDefault(e => state.Before(e).HolderOf(stage)?.Key != holder?.Key);
}
