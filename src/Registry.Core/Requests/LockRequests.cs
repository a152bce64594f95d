namespace Registry;

/// <summary>What to hold against the registry: a project's pins, and what its lock file made of them.</summary>
public sealed record ReviewRequest
{
    public required IReadOnlyList<ModelPin> Pins { get; init; }

    /// <summary>Absolute path of <c>models.lock.json</c>, which may be missing.</summary>
    public required string LockFile { get; init; }

    /// <summary>The registry, absolute, or a URL.</summary>
    public required string Registry { get; init; }

    /// <summary>Relative registries of pins start here: the project's folder.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Asks the remote of a clone too, so that what is not fetched yet counts.</summary>
    public bool AskRemote { get; init; }

    /// <summary>Nobody is asked: only what is locked is told.</summary>
    public bool Offline { get; init; }
}

/// <summary>What to hash against a lock file.</summary>
public sealed record VerifyRequest
{
    public required IReadOnlyList<ModelPin> Pins { get; init; }

    /// <summary>Absolute path of <c>models.lock.json</c>.</summary>
    public required string LockFile { get; init; }

    /// <summary>The folder that models were restored to, absolute; null where only copies are looked at.</summary>
    public string? Destination { get; init; }

    /// <summary>By model, the folder its files are copied to, absolute; what is not there is no finding.</summary>
    public IReadOnlyDictionary<string, string> Copies { get; init; } = new Dictionary<string, string>();
}
