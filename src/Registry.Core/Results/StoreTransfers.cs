namespace Registry;

/// <summary>A blob that was to be mended in a store.</summary>
public sealed record RepairedBlob
{
    /// <summary>The store that lacked it, or had it damaged.</summary>
    public required string Store { get; init; }

    /// <summary>Where it was to come from.</summary>
    public required string From { get; init; }

    public required StoreProblem Problem { get; init; }

    public required string Digest { get; init; }

    /// <summary>The length in bytes; null where no source has it.</summary>
    public long? Size { get; init; }

    public string? Name { get; init; }

    public string? Version { get; init; }

    /// <summary>What the blob is to that version: a path, <c>manifest</c> or <c>record</c>.</summary>
    public string? File { get; init; }

    /// <summary>Whether the store has it whole now.</summary>
    public bool Mended { get; init; }

    /// <summary>Why it was not mended; null where it was.</summary>
    public string? Message { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{(Mended ? "Mended" : "Not mended")}: {File ?? Digest}";
}

/// <summary>What a store was brought from another, or would be.</summary>
public sealed record SyncedStore
{
    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>Blobs that were copied, and their bytes; of a preview, those that would be.</summary>
    public long Copied { get; init; }

    public long CopiedBytes { get; init; }

    /// <summary>Blobs that were there already.</summary>
    public long Present { get; init; }

    /// <summary>Blobs that could not be copied, with those that were held back because of them.</summary>
    public required IReadOnlyList<StoreFinding> Failures { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{From} to {To}";
}
