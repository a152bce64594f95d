using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Registry.Configuration;

namespace Registry.Stores.S3;

/// <summary>Makes clients that suit both AWS and servers that know less of S3.</summary>
internal static class S3ClientFactory
{
    private const int BufferSize = 256 * 1024;

    /// <param name="credentials">Null takes the standard chain: environment, profile, SSO, container, instance.</param>
    public static AmazonS3Client Create(StoreSettings settings, AWSCredentials? credentials = null)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.PathStyle,

            // Trailing checksums are refused by servers such as Ceph; ours are in headers.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,

            // What passes is tried again by Retry alone, else the two would multiply.
            MaxErrorRetry = 0,
            BufferSize = BufferSize,
            Timeout = Timeout.InfiniteTimeSpan,
            HttpClientFactory = new Connections(),
        };
        if (settings.Profile is { } profile)
        {
            config.Profile = new Profile(profile);
        }

        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = settings.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? "us-east-1";
        }
        else if (settings.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return credentials is null ? new S3Client(config) : new S3Client(credentials, config);
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>As many connections as are asked for; a large request asks before it sends its body.</summary>
    private sealed class Connections : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var sockets = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(15),
                Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            };
            return new HttpClient(new AskFirst { InnerHandler = sockets }) { Timeout = Timeout.InfiniteTimeSpan };
        }
    }

    /// <summary>Asking costs a round trip, which for a small body is dearer than sending it in vain.</summary>
    private sealed class AskFirst : DelegatingHandler
    {
        private const int Small = 1024 * 1024;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content?.Headers.ContentLength is null or < Small)
            {
                request.Headers.ExpectContinue = false;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
