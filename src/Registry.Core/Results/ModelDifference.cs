namespace Registry;

/// <summary>What of two versions is compared.</summary>
public enum DifferenceKind
{
    File,
    Metric,
    Parameter,
    Data,
    Label,
}

/// <summary>What became of it from the one version to the other.</summary>
public enum DifferenceChange
{
    Added,
    Removed,
    Changed,
}

/// <summary>One thing in which two versions of a model differ.</summary>
public sealed record ModelDifference
{
    public required string Name { get; init; }

    /// <summary>The version that is compared.</summary>
    public required string Version { get; init; }

    /// <summary>The version that it is compared with.</summary>
    public required string DifferenceVersion { get; init; }

    public required DifferenceKind Kind { get; init; }

    /// <summary>The path of a file or of data, or the name of a metric, parameter or label.</summary>
    public required string Key { get; init; }

    public required DifferenceChange Change { get; init; }

    /// <summary>
    /// In <see cref="Version"/>: a file's or data's digest, or the value; null where it was added.
    /// </summary>
    public string? Before { get; init; }

    /// <summary>The same in <see cref="DifferenceVersion"/>; null where it was removed.</summary>
    public string? After { get; init; }

    /// <summary>
    /// By how much a metric rose, or a file grew in bytes; null where one of the two does not have it, and for all others.
    /// </summary>
    public double? Delta { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{Change} {Kind} {Key}";
}
