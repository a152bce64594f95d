namespace Registry;

/// <summary>Brings what a lock file pins to a folder, without the project that it belongs to.</summary>
public sealed record RestoreLockRequest
{
    /// <summary>Absolute path of <c>models.lock.json</c>.</summary>
    public required string LockFile { get; init; }

    /// <summary>The folder under which each model gets a folder of its own, absolute.</summary>
    public required string Destination { get; init; }

    /// <summary>The registry of pins that name none of their own, absolute or a URL.</summary>
    public required string Registry { get; init; }

    /// <summary>The lock file is not changed.</summary>
    public bool Locked { get; init; }

    /// <summary>Resolves every pin anew, and writes what they resolve to into the lock file.</summary>
    public bool ForceEvaluate { get; init; }

    /// <summary>Neither Git nor a store is asked: MLR1501 where that does not suffice.</summary>
    public bool Offline { get; init; }

    /// <summary>Gives the cache's files second names in place of copies, where the file system can; they are read-only.</summary>
    public bool UseHardLinks { get; init; }
}
