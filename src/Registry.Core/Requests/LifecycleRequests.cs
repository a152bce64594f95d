namespace Registry;

/// <summary>What every request for an event on a model that is there has in common.</summary>
public abstract record EventRequest
{
    public required string Name { get; init; }

    /// <summary>The reason, kept in the tag.</summary>
    public string? Message { get; init; }

    /// <summary>Writes even where the model's last event lies in the future.</summary>
    public bool Force { get; init; }

    /// <summary>Keeps the event local.</summary>
    public bool NoPush { get; init; }
}

/// <summary>Withdraws a version; its number is spent for ever.</summary>
public sealed record UnregisterRequest : EventRequest
{
    /// <summary>Exact.</summary>
    public required string Version { get; init; }
}

/// <summary>Deprecates a model, until the next event but an annotation.</summary>
public sealed record DeprecateRequest : EventRequest;

/// <summary>Takes a stage away.</summary>
public sealed record UnassignRequest : EventRequest
{
    public required string Stage { get; init; }

    /// <summary>
    /// The version that loses the stage; null empties the stage, of versions that would hold it again as well.
    /// </summary>
    public string? Version { get; init; }
}

/// <summary>Reverses the last changes of a stage, or repeats what was reversed.</summary>
public sealed record UndoRequest : EventRequest
{
    /// <summary>More would not fit into a tag.</summary>
    public const int MostSteps = 100;

    public required string Stage { get; init; }

    /// <summary>How many changes, or with <see cref="Redo"/> how many undos, are reversed by one event.</summary>
    public int Steps { get; init; } = 1;

    public bool Redo { get; init; }

    /// <summary>The version that must hold the stage now; empty string: nobody may; null: not checked.</summary>
    public string? Expect { get; init; }
}

/// <summary>Says something of a model or of one of its versions, after the fact.</summary>
public sealed record AnnotateRequest : EventRequest
{
    /// <summary>Exact; null for the model itself.</summary>
    public string? Version { get; init; }

    /// <summary>Null takes a label away.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = new Dictionary<string, string?>();

    /// <summary>For versions alone; null takes a metric away.</summary>
    public IReadOnlyDictionary<string, double?> Metrics { get; init; } = new Dictionary<string, double?>();

    /// <summary>Markdown; null leaves it as it is, an empty string takes it away.</summary>
    public string? Description { get; init; }
}
