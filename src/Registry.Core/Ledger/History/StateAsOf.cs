namespace Registry.Ledger.History;

/// <summary>What a model's state was.</summary>
internal static class StateAsOf
{
    /// <summary>
    /// The fold of the events up to a moment, itself included. Tags decide, as they do for the present: an event
    /// whose tag was deleted since counts no more.
    /// </summary>
    public static ModelState AsOf(this ModelState state, DateTimeOffset? moment) =>
        moment is { } until ? ModelFold.Fold(state.Name, state.Events.Where(e => e.Tagger.Date <= until)) : state;
}
