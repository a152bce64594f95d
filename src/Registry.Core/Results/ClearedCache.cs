namespace Registry;

/// <summary>What clearing the cache freed, or would.</summary>
public sealed record ClearedCache
{
    /// <summary>The cache's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Entries taken.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes of those entries; some may be on the disk still, under another name in a store or a tree.</summary>
    public required long Bytes { get; init; }

    /// <summary>Entries left because a running process uses them.</summary>
    public required int InUse { get; init; }

    /// <summary>Entries that are there still.</summary>
    public required int FilesLeft { get; init; }

    /// <summary>Their bytes.</summary>
    public required long BytesLeft { get; init; }
}
