namespace Registry;

/// <summary>A stage of a model: who holds it, for how long, and what to look at.</summary>
public sealed record StageReportEntry
{
    public required string Name { get; init; }

    public required string Stage { get; init; }

    /// <summary>The holder, or the id of a commit that GTO staged without a version; null where nobody holds it.</summary>
    public string? Version { get; init; }

    /// <summary>When the holder was assigned.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How long that was ago when the report was made.</summary>
    internal TimeSpan? Age { get; init; }

    public string? Author { get; init; }

    /// <summary>The holder was assigned longer ago than was asked for.</summary>
    public bool Stale { get; init; }

    /// <summary>When all bytes of the holder were last read from a store and found right; null where never.</summary>
    public DateTimeOffset? Verified { get; init; }

    /// <summary>
    /// The holder's bytes were never read back in full, as far as this repository knows, or longer ago than was asked for.
    /// </summary>
    public bool Unverified { get; init; }

    public bool Deprecated { get; init; }

    /// <summary>A version that was assigned after the holder and lost the stage by being deregistered or erased.</summary>
    public string? Deregistered { get; init; }

    /// <summary>What stands out, in a word each: <c>stale</c>, <c>unverified</c>, <c>deprecated</c>, <c>empty</c>, …</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{Name}#{Stage}";
}
