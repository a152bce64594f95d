namespace Registry.Ledger.Writing;

/// <summary>The state after a decision, and what was written for it; no events where there was nothing to write.</summary>
internal sealed record AppendResult(ModelState State, IReadOnlyList<RegistryEvent> Events, PublishLevel? Level)
{
    /// <summary>The last of them, which a front end tells of; null where nothing was written.</summary>
    public RegistryEvent? Event => Events.Count > 0 ? Events[^1] : null;
}
