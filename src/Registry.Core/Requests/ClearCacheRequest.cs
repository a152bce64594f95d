namespace Registry;

/// <summary>What to take from the cache; with neither set, everything.</summary>
public sealed record ClearCacheRequest
{
    /// <summary>Entries that were not used for so long.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>The entries used last stay until they make up so many bytes.</summary>
    public long? MaxSize { get; init; }
}
