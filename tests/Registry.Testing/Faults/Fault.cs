namespace Registry.Testing;

/// <summary>
/// What a <see cref="FaultProxy"/> does to one request. Offsets count bytes of the body, from 0; those of cuts count
/// the bytes on the wire, head and all.
/// </summary>
public sealed record Fault
{
    /// <summary>
    /// The server never sees the request; the client gets this status, with <see cref="Code"/> in an S3 error.
    /// </summary>
    public int? Status { get; init; }

    public string Code { get; init; } = "InternalError";

    /// <summary>Headers of that answer, or of the server's own in place of those of the same name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The connection is reset once so much of the request has gone on to the server.</summary>
    public long? CutRequestAt { get; init; }

    /// <summary>The connection is reset once so much of the response has gone on to the client.</summary>
    public long? CutResponseAt { get; init; }

    /// <summary>
    /// From here on nothing of the request is read any more, and the connection stays open; -1: not its head.
    /// </summary>
    public long? StallRequestAt { get; init; }

    /// <summary>
    /// From here on nothing of the response comes any more, and the connection stays open; -1: not its head.
    /// </summary>
    public long? StallResponseAt { get; init; }

    /// <summary>The response's body ends here.</summary>
    public long? TruncateAt { get; init; }

    /// <summary>Whether a truncated response gives its own length, or the whole one's and then closes.</summary>
    public bool TruncatedLengthIsRight { get; init; }

    /// <summary>This byte of the request's body arrives altered.</summary>
    public long? AlterRequestAt { get; init; }

    /// <summary>This byte of the response's body arrives altered.</summary>
    public long? AlterResponseAt { get; init; }

    /// <summary>
    /// The server does what is asked; the connection is reset before anything of its answer is passed on.
    /// </summary>
    public static Fault LostAnswer { get; } = new() { CutResponseAt = 0 };

    /// <summary>The server's own answer with another ETag.</summary>
    public static Fault WithETag(string etag) =>
        new() { Headers = new Dictionary<string, string> { ["ETag"] = etag } };

    /// <summary>An answer in the server's place, as S3 words it.</summary>
    public static Fault Answer(int status, string code) => new() { Status = status, Code = code };
}
