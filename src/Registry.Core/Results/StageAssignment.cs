namespace Registry;

/// <summary>Which version a stage has, or had, and since which event.</summary>
public sealed record StageAssignment
{
    public required string Name { get; init; }

    public required string Stage { get; init; }

    /// <summary>The version, or the id of a commit that GTO staged without one.</summary>
    public required string Version { get; init; }

    /// <summary>The assignment's number along the model; null on a tag that another tool wrote without one.</summary>
    public long? Event { get; init; }

    /// <summary>The assignment's tag.</summary>
    public required string Tag { get; init; }

    public required string TagObject { get; init; }

    /// <summary>The commit that both the version's tag and the assignment's are on.</summary>
    public required string Commit { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset Date { get; init; }

    /// <summary>The reason given, or the subject where none was.</summary>
    public required string Message { get; init; }

    /// <summary>Whether the model is, or was, deprecated: its stages are kept, and resolve to nothing.</summary>
    public bool Deprecated { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{Name}#{Stage}";
}
