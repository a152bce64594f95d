namespace Registry;

/// <summary>What became of an event's tag.</summary>
public enum EventStatus
{
    /// <summary>It is there, as it was written.</summary>
    Present,

    /// <summary>It is gone; only the chain still tells what it said.</summary>
    Deleted,

    /// <summary>Another object stands under its name; the chain tells what it said before.</summary>
    Moved,
}
