namespace Registry;

/// <summary>What a registry is made of: <c>Initialize</c> and <c>Get-MLRegistry</c> return it.</summary>
public sealed record RegistryInfo
{
    /// <summary>The repository's folder: the working tree's root, or the bare repository; or its URL.</summary>
    public required string Path { get; init; }

    /// <summary>The remote's URL without user info, or null where events stay local.</summary>
    public string? Remote { get; init; }

    /// <summary>Store URLs in the order they are read; the first is written to.</summary>
    public required IReadOnlyList<string> Stores { get; init; }

    /// <summary>Declared stages; empty where any stage is accepted.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    public int Models { get; init; }

    /// <summary>Active versions of all models.</summary>
    public int Versions { get; init; }

    /// <summary>Files that were written and wait to be committed; empty but for <c>Initialize</c>.</summary>
    public IReadOnlyList<string> Uncommitted { get; init; } = [];

    public required string Registry { get; init; }

    public override string ToString() => Path;
}

/// <summary>A model, as its tags say today.</summary>
public sealed record Model
{
    public required string Name { get; init; }

    /// <summary>
    /// What <c>latest</c> resolves to: the highest active version that is no prerelease; null without one.
    /// </summary>
    public string? Latest { get; init; }

    /// <summary>Stage to the version that holds it.</summary>
    public required IReadOnlyDictionary<string, string> Stages { get; init; }

    /// <summary>How many versions are active.</summary>
    public int Versions { get; init; }

    public bool Deprecated { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public string? Description { get; init; }

    /// <summary>How an event on the model reached the remote; null where the model was only read.</summary>
    public PublishLevel? Level { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => Name;
}

/// <summary>A version of a model: what was registered, by whom, from what, and how good it was.</summary>
public sealed record ModelVersion
{
    public required string Name { get; init; }

    /// <summary>With its <c>v</c>, as the tag has it.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// Stages this version holds now. Resolved in a registry given by URL, where no more is asked than the reference
    /// needs: the stage that it names, if any.
    /// </summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>The manifest's digest, <c>sha256:…</c>; null for a version that another tool registered.</summary>
    public string? Manifest { get; init; }

    /// <summary>Bytes of all files together.</summary>
    public long? Size { get; init; }

    /// <summary>How many files.</summary>
    public int? Files { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>What it was made from, each a path and a digest.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    public string? Description { get; init; }

    /// <summary>The commit of the code: the one the user registered from.</summary>
    public required string Commit { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset Date { get; init; }

    /// <summary>The reason given, or the subject where none was.</summary>
    public required string Message { get; init; }

    public required string Tag { get; init; }

    /// <summary>How an event on the version reached the remote; null where it was only read.</summary>
    public PublishLevel? Level { get; init; }

    /// <summary>False once deregistered or erased.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Whether its bytes were given up for good, by an event that says so.</summary>
    public bool Erased { get; init; }

    public bool Deprecated { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => $"{Name}@{Version}";
}

/// <summary>What moving a stage did.</summary>
public sealed record StageChange
{
    public required string Name { get; init; }

    public required string Stage { get; init; }

    /// <summary>The holder before; null where the stage was empty.</summary>
    public string? From { get; init; }

    /// <summary>The holder now.</summary>
    public string? To { get; init; }

    /// <summary>
    /// Versions that the stage was taken from beside being moved, the holder first: what was in force there and would have
    /// come back.
    /// </summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>The event's number along the model; null where nothing was written.</summary>
    public long? Event { get; init; }

    public string? Tag { get; init; }

    /// <summary>All that were written, in order: those of what was displaced or archived, too.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How the event reached the remote; null where nothing was written.</summary>
    public PublishLevel? Level { get; init; }

    /// <summary>The version that holds the stage now; binds where a version is asked for.</summary>
    public string? Version => To;

    public required string Registry { get; init; }

    public override string ToString() => $"{Name}#{Stage}";
}

/// <summary>One event of the ledger, as its tag tells it.</summary>
public sealed record RegistryEventInfo
{
    public required string Name { get; init; }

    /// <summary><c>register</c>, <c>assign</c>, … in lower case.</summary>
    public required string Kind { get; init; }

    public string? Version { get; init; }

    public string? Stage { get; init; }

    /// <summary>The number along the model; null on a tag that another tool wrote without one.</summary>
    public long? Event { get; init; }

    public required string Tag { get; init; }

    public required string TagObject { get; init; }

    public required string Commit { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset Date { get; init; }

    public required string Message { get; init; }

    /// <summary>
    /// Whether the tag is still there as it was written; of one that is not, the rest is read from the chain.
    /// </summary>
    public EventStatus Status { get; init; }

    public required string Registry { get; init; }

    public override string ToString() => Tag;
}

/// <summary>A file that was placed in a tree.</summary>
public sealed record PlacedFile
{
    /// <summary>Absolute.</summary>
    public required string FullPath { get; init; }

    /// <summary>As the manifest has it, separated by <c>/</c>.</summary>
    public required string RelativePath { get; init; }

    /// <summary>64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    public required long Size { get; init; }

    public override string ToString() => FullPath;
}

/// <summary>A pin that was restored: what it resolved to and where its files are.</summary>
public sealed record RestoredModel
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public string? Stage { get; init; }

    public required string Manifest { get; init; }

    /// <summary>The folder that the files are in.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<PlacedFile> Files { get; init; }

    /// <summary>The registry that the pin is of; null where only what was restored before is known.</summary>
    public string? Registry { get; init; }

    public override string ToString() => $"{Name}@{Version}";
}
