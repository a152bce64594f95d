namespace Registry;

/// <summary>How bad it is for what was asked about.</summary>
public enum FindingSeverity
{
    /// <summary>Nothing is lost, and nothing needs to be done.</summary>
    Information,

    /// <summary>What is needed is whole elsewhere: one more failure may lose it.</summary>
    Warning,

    /// <summary>Bytes are lost or wrong, or could not be looked at.</summary>
    Error,
}

/// <summary>What is wrong with a store.</summary>
public enum StoreProblem
{
    /// <summary>A version names a blob that the store does not have.</summary>
    Missing,

    /// <summary>The bytes do not match the blob's name.</summary>
    Damaged,

    /// <summary>The blob is there and cannot be read.</summary>
    Unreadable,

    /// <summary>No version names the blob; it is neither new nor condemned already.</summary>
    Orphaned,

    /// <summary>Something lies among the blobs that is none.</summary>
    Foreign,

    /// <summary>The store could not be asked.</summary>
    Unreachable,
}

/// <summary>Something that is wrong with what a store has, and what to do about it.</summary>
public sealed record StoreFinding
{
    /// <summary>The diagnostic it belongs to, such as <c>MLR1403</c>; null where it is no fault.</summary>
    public string? Code { get; init; }

    public required StoreProblem Problem { get; init; }

    public required FindingSeverity Severity { get; init; }

    /// <summary>The store's URL.</summary>
    public required string Store { get; init; }

    /// <summary>The blob, <c>sha256:…</c>; null where it is about none.</summary>
    public string? Digest { get; init; }

    /// <summary>The length that is known of the blob, in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>A model that needs the blob; null where none is known.</summary>
    public string? Name { get; init; }

    /// <summary>A version that needs the blob.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// What the blob is to that version: a path, <c>manifest</c> or <c>record</c>; of what is no blob, its key.
    /// </summary>
    public string? File { get; init; }

    public required string Message { get; init; }

    public required string Registry { get; init; }

    /// <summary>What it is about, as short as can be: <c>churn@v1.0.0: model.onnx</c>, a blob, a key, or the store.</summary>
    public string About => Name is not null ? $"{Name}@{Version}: {File}" : Digest ?? File ?? Store;

    public override string ToString() => $"{Problem}: {About}";
}

/// <summary>What was looked at in a store, and what came of it.</summary>
public sealed record StoreReport
{
    /// <summary>Findings beyond this many are counted, not kept.</summary>
    public const int MostFindings = 1000;

    public required string Store { get; init; }

    /// <summary>False where the store could not be looked at to the end.</summary>
    public bool Completed { get; init; }

    /// <summary>Blobs in the store, and their bytes.</summary>
    public long Blobs { get; init; }

    public long Bytes { get; init; }

    /// <summary>Blobs whose bytes were read and hashed.</summary>
    public long Hashed { get; init; }

    public long HashedBytes { get; init; }

    public long Missing { get; init; }

    public long Damaged { get; init; }

    public long Orphaned { get; init; }

    public long OrphanedBytes { get; init; }

    /// <summary>Blobs that a retention has condemned and not swept yet.</summary>
    public long Condemned { get; init; }

    /// <summary>Blobs that no version names and that are young: a register may be at work.</summary>
    public long InFlight { get; init; }

    /// <summary>Things among the blobs that are none.</summary>
    public long Foreign { get; init; }

    /// <summary>At most <see cref="MostFindings"/>; the counts are of all.</summary>
    public required IReadOnlyList<StoreFinding> Findings { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => Store;
}

/// <summary>Whether the stores have what versions of a model consist of.</summary>
public sealed record ModelCheck
{
    public required string Name { get; init; }

    /// <summary>The versions that were looked at.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>Whether every blob is whole in a store at least.</summary>
    public bool Whole { get; init; }

    public required IReadOnlyList<StoreFinding> Findings { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => Name;
}
