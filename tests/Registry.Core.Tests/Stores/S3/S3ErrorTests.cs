using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;
using Registry.Content;
using Registry.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.S3;

/// <summary>Whatever the SDK throws comes out as MLR1201 that says what to do, and tries again only what may pass.</summary>
public sealed class S3ErrorTests
{
    private const string Url = "s3://models/x";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Exception, bool, string> Failures => new()
    {
        { Answer(403, "AccessDenied"), false, "s3:ListBucket" },
        { Answer(403, "Forbidden"), false, "s3:GetObject" },
        { Answer(400, "ExpiredToken"), false, "sign in again" },
        { Answer(403, "InvalidAccessKeyId"), false, "AWS_ACCESS_KEY_ID" },
        { Answer(403, "SignatureDoesNotMatch"), false, "AWS_SECRET_ACCESS_KEY" },
        { Answer(404, "NoSuchBucket"), false, "no such bucket" },
        { Answer(301, "PermanentRedirect"), false, "correct 'region'" },
        { Answer(400, "AuthorizationHeaderMalformed"), false, "correct 'region'" },
        { Answer(403, "RequestTimeTooSkewed"), true, "clock" },
        { Answer(403, "AccessDenied", "object protected by object lock"), false, "retention" },
        { Answer(400, "KMS.NotFoundException"), false, "'sseKmsKeyId'" },
        { Answer(507, "InsufficientStorage"), false, "no room" },
        { Answer(501, "NotImplemented"), false, "knows more of S3" },
        { Answer(503, "SlowDown"), true, "MODEL_REGISTRY_PARALLEL" },
        { Answer(400, "RequestTimeout"), true, "Try again" },
        { Answer(500, "InternalError"), true, "Try again" },
        { Answer(429, "TooManyRequests"), true, "busy" },
        { new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused)), true, "no connection" },
        { new HttpRequestException("x", new SocketException((int)SocketError.HostNotFound)), false, "host name" },
        { new HttpRequestException("x", new AuthenticationException("untrusted root")), false, "certificate" },
        { new TimeoutException("No byte moved"), true, "stopped answering" },
        { new AmazonClientException("Failed to resolve AWS credentials."), false, "AWS_ACCESS_KEY_ID" },
        { new AmazonClientException("The SSO token for this session has expired."), false, "aws sso login" },
        { new AmazonClientException("No RegionEndpoint or ServiceURL configured"), false, "AWS_REGION" },
    };

    [Theory, MemberData(nameof(Failures))]
    public void A_failure_is_told_with_its_remedy(Exception failure, bool passes, string remedy)
    {
        var e = S3Errors.Explain(failure, Url, "https://minio.example.com")!;

        e.Error.ShouldBe(ErrorCodes.StoreUnavailable);
        e.Message.ShouldStartWith($"The store '{Url}' at 'https://minio.example.com' cannot be used: ");
        e.Message.ShouldContain(remedy);
        e.Message.ShouldEndWith(".");
        S3Errors.IsPassing(failure).ShouldBe(passes);
    }

    [Fact]
    public void What_is_none_of_the_stores_is_left_alone()
    {
        S3Errors.Explain(new OperationCanceledException(), Url, null).ShouldBeNull();
        S3Errors.Explain(new NotSupportedException(), Url, null).ShouldBeNull();
    }

    [Fact]
    public void A_secret_in_an_answer_is_not_repeated() =>
        S3Errors.Explain(Answer(500, "InternalError", "see https://ann:hunter2@host/x"), Url, null)!.ToString()
            .ShouldNotContain("hunter2");

    [Theory]
    [InlineData("http://127.0.0.1:1", "no connection"), InlineData("http://no-such-host.invalid", "host name")]
    public async Task A_server_that_is_not_there_is_told(string endpoint, string part)
    {
        var settings = new Registry.Configuration.StoreSettings(Url, endpoint, null, PathStyle: true, Line: 1);
        var store = BucketStore.Open(settings, null, new BasicAWSCredentials("AKIDEXAMPLE", "hunter2-secret"));

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => store.FindAsync([Digest.Of("x"u8)], Cancel));

        e.Message.ShouldContain(part);
        e.Message.ShouldContain(endpoint);
        e.ToString().ShouldNotContain("hunter2-secret");
    }

    private static AmazonS3Exception Answer(int status, string code, string message = "") =>
        new(message, ErrorType.Sender, code, "request", (HttpStatusCode)status);
}
