namespace Registry;

/// <summary>Two versions of a model that are to be compared; each exact, a range, floating or <c>latest</c>.</summary>
public sealed record CompareRequest
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string DifferenceVersion { get; init; }
}
