namespace Registry;

/// <summary>Which events are to be brought in step with a remote.</summary>
public sealed record SyncRequest
{
    /// <summary>A remote of the repository; the default is the one that events go to.</summary>
    public string? Remote { get; init; }

    /// <summary>Names of models; null for all.</summary>
    public IReadOnlyCollection<string>? Names { get; init; }

    /// <summary>Sends all at once, where else at most three tags go up in a push so that hosts start their jobs.</summary>
    public bool Bulk { get; init; }
}
