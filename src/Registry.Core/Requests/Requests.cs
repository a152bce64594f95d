namespace Registry;

/// <summary>Which part of the highest version ever used the next one raises.</summary>
public enum VersionBump
{
    Patch,
    Minor,
    Major,

    /// <summary>The last number of the prerelease; from a release, the next patch as <c>-rc.1</c>.</summary>
    Prerelease,
}

public sealed record InitializeRequest
{
    /// <summary>A folder in the working tree of a Git repository.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Store URL or folder; the default is <c>.model-store</c> in the repository, which Git then ignores.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>For <c>s3://</c>: the server's URL where it is not AWS.</summary>
    public string? Endpoint { get; init; }

    /// <summary>For <c>s3://</c>, such as <c>eu-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>For <c>s3://</c>: the bucket stands in the path and not in the host's name.</summary>
    public bool PathStyle { get; init; }

    public IReadOnlyList<string> Stages { get; init; } = [];
}

public sealed record RegisterRequest
{
    public required string Name { get; init; }

    /// <summary>A file or a folder, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>Exact; null lets <see cref="Bump"/> decide.</summary>
    public string? Version { get; init; }

    public VersionBump? Bump { get; init; }

    /// <summary>The commit it was made from, anything Git understands; the default is <c>HEAD</c>.</summary>
    public string? Revision { get; init; }

    /// <summary>Finite numbers.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Files or folders it was made from, absolute; recorded by digest, not stored.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Markdown, of as many lines as fit into a tag.</summary>
    public string? Description { get; init; }

    /// <summary>Assigned once registered, in this order.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>The only one of <see cref="Stages"/>; null where there is none, or more.</summary>
    public string? Stage
    {
        get => Stages is [var only] ? only : null;
        init => Stages = value is null ? [] : [value];
    }

    /// <summary>The reason, kept in the tag.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// Writes even where the model's last event lies in the future, and reads files again that did not change since they
    /// were registered.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Keeps the event local.</summary>
    public bool NoPush { get; init; }

    /// <summary>Silences the warning that no branch of the remote has the commit.</summary>
    public bool AllowUnpushed { get; init; }

    /// <summary>The .NET SDK of the training build, for the record; null where unknown.</summary>
    public string? Sdk { get; init; }
}

public sealed record AssignRequest
{
    public required string Name { get; init; }

    /// <summary>An exact active version.</summary>
    public required string Version { get; init; }

    public required string Stage { get; init; }

    public string? Message { get; init; }

    /// <summary>The version that must hold the stage now; empty string: nobody may; null: not checked.</summary>
    public string? Expect { get; init; }

    /// <summary>
    /// Takes the stage from all that it is in force for, so that none of them comes back; where a stage <c>archived</c> is
    /// declared, they get that.
    /// </summary>
    public bool ArchivePrevious { get; init; }

    /// <summary>Records the event even where the version holds the stage already, or the clock is behind.</summary>
    public bool Force { get; init; }

    public bool NoPush { get; init; }
}

public sealed record VersionQuery
{
    /// <summary>Exact, range, floating or <c>latest</c>; null for all.</summary>
    public string? Version { get; init; }

    /// <summary>Only the version that holds this stage; ignored where <see cref="Version"/> is set.</summary>
    public string? Stage { get; init; }

    /// <summary>With deregistered ones.</summary>
    public bool All { get; init; }
}

public sealed record SaveRequest
{
    public required string Name { get; init; }

    /// <summary>Exact, range, floating or <c>latest</c>; counts where a stage is set too.</summary>
    public string? Version { get; init; }

    public string? Stage { get; init; }

    /// <summary>
    /// The folder the files go to, absolute; made where missing. Files of others in it are left alone.
    /// </summary>
    public required string Destination { get; init; }

    /// <summary>Globs over the manifest's paths; empty takes all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Gives the cache's files second names in place of copies, where the file system can; they are read-only.</summary>
    public bool UseHardLinks { get; init; }

    /// <summary>Replaces files that are the user's own and cannot be had again.</summary>
    public bool Force { get; init; }
}

/// <summary>A model that a project asks for: by version or by stage, never both.</summary>
public sealed record ModelPin
{
    public required string Name { get; init; }

    /// <summary>Exact (<c>2.1.0</c>, <c>[2.1.0]</c>), NuGet range, floating (<c>2.*</c>) or <c>latest</c>.</summary>
    public string? Version { get; init; }

    public string? Stage { get; init; }

    /// <summary>Globs separated by <c>;</c>; null takes all files.</summary>
    public string? Files { get; init; }

    /// <summary>A registry other than the restore's own, as the project wrote it.</summary>
    public string? Registry { get; init; }

    /// <summary>The file that holds the pin, for messages.</summary>
    public string? SourceFile { get; init; }

    public int SourceLine { get; init; }
}

public sealed record RestoreRequest
{
    public required IReadOnlyList<ModelPin> Pins { get; init; }

    /// <summary>Absolute path of <c>models.lock.json</c>.</summary>
    public required string LockFile { get; init; }

    /// <summary>The folder under which each model gets a folder of its own, absolute.</summary>
    public required string Destination { get; init; }

    /// <summary>The registry, absolute; opened only where lock and cache do not suffice.</summary>
    public required string Registry { get; init; }

    /// <summary>Relative registries of pins start here: the project's folder.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>The lock file is not changed; disagreement is MLR1004.</summary>
    public bool Locked { get; init; }

    /// <summary>Resolves every pin anew.</summary>
    public bool ForceEvaluate { get; init; }

    /// <summary>Neither Git nor a store is asked: MLR1501 where that does not suffice.</summary>
    public bool Offline { get; init; }

    /// <summary>Gives the cache's files second names in place of copies, where the file system can; they are read-only.</summary>
    public bool UseHardLinks { get; init; }
}
