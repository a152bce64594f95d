namespace Registry.Testing;

/// <summary>
/// The S3 server that tests run against: the one that <c>REGISTRY_TEST_S3</c> names by its endpoint, with credentials
/// from the environment as <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>, <c>AWS_SESSION_TOKEN</c> and
/// <c>AWS_REGION</c>, inside <c>REGISTRY_TEST_S3_BUCKET</c> where that is set; else a Ceph of this run.
/// </summary>
public static class S3Server
{
    private static readonly S3Endpoint? s_given = Given();

    /// <summary>Why there can be no server on this machine; null where there can.</summary>
    public static string? Missing => s_given is null ? CephServer.Missing : null;

    public static S3Endpoint Shared => s_given ?? CephServer.Shared;

    private static S3Endpoint? Given() => Variable("REGISTRY_TEST_S3") is not { } url ? null
        : new S3Endpoint(url.TrimEnd('/'), Required("AWS_ACCESS_KEY_ID"), Required("AWS_SECRET_ACCESS_KEY"))
        {
            SessionToken = Variable("AWS_SESSION_TOKEN"),
            Region = Variable("AWS_REGION") ?? "us-east-1",
            Bucket = Variable("REGISTRY_TEST_S3_BUCKET"),
        };

    private static string Required(string name) => Variable(name)
        ?? throw new InvalidOperationException($"REGISTRY_TEST_S3 is set, so '{name}' must be, too.");

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
