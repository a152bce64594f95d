namespace Registry;

/// <summary>Which events to tell.</summary>
public sealed record HistoryQuery
{
    /// <summary>One model by its exact name: MLR1001 where nothing is known of it. Null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Which models, by their names; null: all. Not asked where <see cref="Name"/> is set.</summary>
    public Func<string, bool>? NameMatches { get; init; }

    /// <summary>Only events of this stage.</summary>
    public string? Stage { get; init; }

    /// <summary>Only events about versions that this accepts: exact, a range, floating or <c>latest</c>.</summary>
    public string? Version { get; init; }

    /// <summary>Only events up to this moment.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>Which stages to tell the holders of.</summary>
public sealed record StageQuery
{
    /// <summary>One model by its exact name: MLR1001 where it is not there. Null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Which models, by their names; null: all. Not asked where <see cref="Name"/> is set.</summary>
    public Func<string, bool>? NameMatches { get; init; }

    /// <summary>Only this stage.</summary>
    public string? Stage { get; init; }

    /// <summary>As it was at this moment; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
