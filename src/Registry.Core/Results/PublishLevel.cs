namespace Registry;

/// <summary>How far the remote kept other writers apart while events were written, the strongest first.</summary>
public enum PublishLevel
{
    /// <summary>Chain and tag in one step: another writer is always seen.</summary>
    Atomic,

    /// <summary>The chain, then the tag: a reader may see the one without the other for a moment.</summary>
    ChainFirst,

    /// <summary>The host takes no chain: the tag alone, and a look afterwards for writers that were as fast.</summary>
    TagAlone,

    /// <summary>Not sent: there is no remote, or the event was kept local.</summary>
    Local,
}
