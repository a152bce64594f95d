namespace Registry.Ledger.Writing;

/// <summary>The state after a decision, and what was written for it; no events where there was nothing to write.</summary>
internal sealed record AppendResult(ModelState State, IReadOnlyList<RegistryEvent> Events, PublishLevel? Level)
{
    /// <summary>The last of them, which a front end tells of; null where nothing was written.</summary>
    public RegistryEvent? Event => Events.Count > 0 ? Events[^1] : null;

    /// <summary>
    /// The version that a registration ended as: another than decided where that one had to be registered anew.
    /// </summary>
    public VersionState? Registered =>
        Events.LastOrDefault(e => e.Kind == Naming.EventKind.Register) is { } e ? State.Find(e.Name.Version!) : null;
}
