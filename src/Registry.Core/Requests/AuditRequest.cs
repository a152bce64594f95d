namespace Registry;

/// <summary>What to check of a registry.</summary>
public sealed record AuditRequest
{
    /// <summary>One model by its exact name: MLR1001 where nothing is known of it. Null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Which models, by their names; null: all. Not asked where <see cref="Name"/> is set.</summary>
    public Func<string, bool>? NameMatches { get; init; }

    /// <summary>Lock files, absolute: what they hold on to must be known here.</summary>
    public IReadOnlyList<string> LockFiles { get; init; } = [];

    /// <summary>The remote is not asked: what was deleted there stays unseen.</summary>
    public bool Offline { get; init; }
}
