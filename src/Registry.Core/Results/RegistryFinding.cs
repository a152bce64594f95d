using Registry.Naming;

namespace Registry;

/// <summary>What is wrong with a registry.</summary>
public enum RegistryProblem
{
    /// <summary>A tag that the chain names is gone.</summary>
    TagDeleted,

    /// <summary>Another object stands where the chain names one.</summary>
    TagMoved,

    /// <summary>An event is dated before events that were there when it came.</summary>
    BackDated,

    /// <summary>A number is used twice, is none, or does not rise along the chain.</summary>
    NumberForged,

    /// <summary>An event of ours does not name the event before it.</summary>
    PredecessorForged,

    /// <summary>
    /// The event before, which an event of ours names, is nowhere: most likely another tool's, deleted.
    /// </summary>
    PredecessorGone,

    /// <summary>A numbered event that the chain does not know.</summary>
    NotInChain,

    /// <summary>Numbered events, and no chain at all.</summary>
    ChainMissing,

    /// <summary>A chain that went back, or a commit in it that names no event.</summary>
    ChainRewound,

    /// <summary>A lock file holds on to an event that nothing here knows of.</summary>
    LockedTagGone,

    /// <summary>The remote had the tag and lost it.</summary>
    MissingOnRemote,

    /// <summary>The remote has another object under the tag's name.</summary>
    DiffersOnRemote,

    /// <summary>GTO cannot read a registry once a stage is assigned there.</summary>
    VersionsShareCommit,

    /// <summary>A tag says another version than its name or its commit.</summary>
    VersionDiffers,

    /// <summary>A version's manifest, record or file is in no store.</summary>
    BlobMissing,

    /// <summary>What a store has under a digest cannot be it.</summary>
    BlobDamaged,

    /// <summary>Whether blobs are there could not be seen.</summary>
    StoreUnreachable,

    /// <summary>A tag named like an event that no tool can read as one.</summary>
    UnreadableTag,
}

/// <summary>Something that is wrong with a registry, and what to do about it.</summary>
public sealed record RegistryFinding
{
    /// <summary>The diagnostic it belongs to, such as <c>MLR3007</c>.</summary>
    public required string Code { get; init; }

    public required RegistryProblem Problem { get; init; }

    /// <summary>The model; null where it is about the registry.</summary>
    public string? Name { get; init; }

    /// <summary>The tag; null where it is about none.</summary>
    public string? Tag { get; init; }

    /// <summary>The version that the tag registers or withdraws; null where it is about none.</summary>
    public string? Version => Tag is null ? null : TagName.TryParse(Tag)?.Version?.ToString();

    /// <summary>The stage that the tag moves; null where it is about none.</summary>
    public string? Stage => Tag is null ? null : TagName.TryParse(Tag)?.Stage?.Text;

    public required string Message { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{Code} {Problem}: {Tag ?? Name}";
}
