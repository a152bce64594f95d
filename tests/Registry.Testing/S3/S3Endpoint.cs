using Amazon.Runtime;
using Amazon.S3;

namespace Registry.Testing;

/// <summary>Where an S3 API answers, and as whom to ask it.</summary>
public sealed record S3Endpoint(string Url, string AccessKey, string SecretKey)
{
    public string? SessionToken { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>The bucket that tests share, each with a prefix of its own; null for a bucket each.</summary>
    public string? Bucket { get; init; }

    /// <summary>The port of a server on loopback.</summary>
    public int Port => new Uri(Url).Port;

    /// <summary>
    /// What the standard credential chain takes from a process's environment: this and nothing of the user's own.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment() => new Dictionary<string, string?>
    {
        ["AWS_ACCESS_KEY_ID"] = AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = SecretKey,
        ["AWS_SESSION_TOKEN"] = SessionToken,
        ["AWS_REGION"] = Region,
        ["AWS_PROFILE"] = null,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    /// <summary>With a bucket for all tests of a run: that is faster than one each.</summary>
    public S3Endpoint WithBucket(string name)
    {
        using var client = NewClient();
        Task.Run(() => client.PutBucketAsync(name)).GetAwaiter().GetResult();
        return this with { Bucket = name };
    }

    public AmazonS3Client NewClient() => new(
        SessionToken is null
            ? new BasicAWSCredentials(AccessKey, SecretKey)
            : new SessionAWSCredentials(AccessKey, SecretKey, SessionToken),
        new AmazonS3Config
        {
            ServiceURL = Url,
            ForcePathStyle = true,
            AuthenticationRegion = Region,

            // Ceph takes the trailing checksums that are the default for an error.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <summary>The same server through a relay in front of it.</summary>
    public S3Endpoint Through(int port) =>
        this with { Url = new UriBuilder(Url) { Port = port }.Uri.AbsoluteUri.TrimEnd('/') };

    public override string ToString() => $"{Url} (S3)";
}
