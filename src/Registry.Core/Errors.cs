namespace Registry;

/// <summary>What sort of failure a code stands for; each front end maps it to its own categories.</summary>
public enum ErrorKind
{
    NotFound,
    AlreadyExists,
    InvalidArgument,
    InvalidData,
    Conflict,
    NotARegistry,
    GitFailed,
    Unavailable,
    Corrupt,
    Unsafe,
    Advice,
}

/// <summary>A diagnostic of the catalogue: its code, its kind, and when it is raised.</summary>
public sealed record ErrorCode(string Id, ErrorKind Kind, string When)
{
    /// <summary>The page that says why it comes and what to do.</summary>
    public string HelpLink => $"{ErrorCodes.HelpFolder}{Id}.md";

    public override string ToString() => Id;
}

/// <summary>The catalogue of diagnostics: one for all front ends.</summary>
public static class ErrorCodes
{
    /// <summary>Where the codes' pages are on the web: a page each, named by its code.</summary>
    public const string HelpFolder = "https://github.com/registry-models/registry/blob/main/docs/errors/";

    public static readonly ErrorCode NotFound =
        new("MLR1001", ErrorKind.NotFound, "A model, version or stage is not there.");

    public static readonly ErrorCode VersionExists =
        new("MLR1002", ErrorKind.AlreadyExists, "The version exists already, with other content.");

    public static readonly ErrorCode Malformed =
        new("MLR1003", ErrorKind.InvalidArgument, "A name, version, stage, reference or argument is malformed.");

    public static readonly ErrorCode LockDisagrees =
        new("MLR1004", ErrorKind.Conflict, "Lock file and project disagree in locked mode.");

    public static readonly ErrorCode Unreadable =
        new("MLR1005", ErrorKind.InvalidData, "A lock file, manifest or registry.yaml cannot be read.");

    public static readonly ErrorCode StageNotDeclared =
        new("MLR1006", ErrorKind.InvalidArgument, "The stage is not among those declared.");

    public static readonly ErrorCode NotARegistry =
        new("MLR1101", ErrorKind.NotARegistry, "No repository, no commit yet, or no store where bytes are needed.");

    public static readonly ErrorCode GitFailed =
        new("MLR1102", ErrorKind.GitFailed, "Git failed.");

    public static readonly ErrorCode RemoteMovedOn =
        new("MLR1103", ErrorKind.Conflict, "Another writer was faster.");

    public static readonly ErrorCode NoSharedStore =
        new("MLR1104", ErrorKind.NotARegistry, "There is a remote, but no store that others can reach.");

    public static readonly ErrorCode Clock =
        new("MLR1105", ErrorKind.Conflict, "The model's last event lies in the future.");

    public static readonly ErrorCode Busy =
        new("MLR1106", ErrorKind.Conflict, "Maintenance is at work already.");

    public static readonly ErrorCode Unanswered =
        new("MLR1107", ErrorKind.Conflict, "A command asks first, and nobody can answer.");

    public static readonly ErrorCode StoreUnavailable =
        new("MLR1201", ErrorKind.Unavailable, "A store cannot be reached, or refused.");

    public static readonly ErrorCode BlobMissing =
        new("MLR1202", ErrorKind.NotFound, "A blob is missing from every store.");

    public static readonly ErrorCode Erased =
        new("MLR1203", ErrorKind.NotFound, "The version was erased.");

    public static readonly ErrorCode Mismatch =
        new("MLR1403", ErrorKind.Corrupt, "The bytes are not those that were registered.");

    public static readonly ErrorCode UnsafePath =
        new("MLR1404", ErrorKind.Unsafe, "A path is unsafe or collides with another, or is a link.");

    public static readonly ErrorCode Offline =
        new("MLR1501", ErrorKind.Unavailable, "Offline, and not in the cache.");

    public static readonly ErrorCode Drift =
        new("MLR2004", ErrorKind.Advice, "A locked stage has moved on.");

    public static readonly ErrorCode Withdrawn =
        new("MLR2010", ErrorKind.Advice, "The version is deregistered, or its model deprecated.");

    public static readonly ErrorCode HistoryBroken =
        new("MLR3007", ErrorKind.Corrupt, "A tag that the chain or a lock file names is gone or moved.");

    /// <summary>All of them, in order of their codes.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        NotFound, VersionExists, Malformed, LockDisagrees, Unreadable, StageNotDeclared, NotARegistry, GitFailed,
        RemoteMovedOn, NoSharedStore, Clock, Busy, Unanswered, StoreUnavailable, BlobMissing, Erased, Mismatch, UnsafePath,
        Offline, Drift, Withdrawn, HistoryBroken,
    ];
}

/// <summary>
/// The one exception of the core. The message says what is wrong, where, and what to do next; it never holds a secret.
/// </summary>
public sealed class RegistryException : Exception
{
    public RegistryException(ErrorCode code, string message, Exception? inner = null) : base(message, inner)
    {
        Error = code;
        HelpLink = code.HelpLink;
    }

    public ErrorCode Error { get; }

    /// <summary>The code as users see it, such as <c>MLR1001</c>.</summary>
    public string Code => Error.Id;

    public ErrorKind Kind => Error.Kind;

    /// <summary>The file that is to blame, where there is one.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, from 1; 0 where unknown.</summary>
    public int Line { get; init; }
}
