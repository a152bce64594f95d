using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;
using Registry.Git;
using Registry.Naming;
using Registry.Stores.Transfer;

namespace Registry.Stores.S3;

/// <summary>What an SDK's or a connection's failure means, and what its user can do.</summary>
internal static class S3Errors
{
    private static readonly string[] s_busy =
    [
        "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling", "ThrottlingException",
        "RequestLimitExceeded", "TooManyRequests", "OperationAborted", "ConditionalRequestConflict", "IncompleteBody",
    ];

    private static readonly string[] s_credentials = ["credential", "SSO", "profile", "IAM", "token", "identity"];

    /// <summary>Whether it may be gone at the next attempt.</summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        AmazonServiceException { ErrorCode: { } code } when s_busy.Contains(code) => true,

        // A good answer that is no XML was cut or altered on its way.
        AmazonUnmarshallingException { StatusCode: < HttpStatusCode.MultipleChoices } or XmlException or FormatException => true,

        // So was an error of S3's that is none any more; any other text is that of a server which knows no S3.
        AmazonUnmarshallingException { ResponseBody: { } body } when body.Contains("<Error>", StringComparison.Ordinal) => true,

        // The file is looked at before: this was altered on its way.
        AmazonServiceException when IsAltered(failure) => true,

        // The SDK has learned the server's time from this answer, and signs the next attempt by it.
        AmazonServiceException { ErrorCode: "RequestTimeTooSkewed" } => true,
        AmazonServiceException { StatusCode: not 0 } answer => Retry.IsPassing(answer.StatusCode),
        _ => Retry.IsPassing(failure),
    };

    public static bool Is(Exception failure, params ReadOnlySpan<string> codes) =>
        failure is AmazonServiceException { ErrorCode: { } code } && codes.Contains(code);

    public static bool IsAbsent(Exception failure) =>
        failure is AmazonServiceException { StatusCode: HttpStatusCode.NotFound } && !Is(failure, "NoSuchBucket");

    /// <summary>Whether the server says that the object was there already.</summary>
    public static bool IsConditionFailed(Exception failure) =>
        failure is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>Whether the server does not know what it was asked for.</summary>
    public static bool IsUnknown(Exception failure) =>
        failure is AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed };

    /// <summary>Whether a payload was not what its digest says: the server compares the two.</summary>
    public static bool IsAltered(Exception failure) => Is(
        failure, "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "BadDigest", "InvalidDigest");

    /// <summary>MLR1201 for what the SDK or the connection threw; null for what is none of theirs.</summary>
    public static RegistryException? Explain(Exception failure, string url, string? endpoint)
    {
        if (failure is not (AmazonClientException or AmazonServiceException or HttpRequestException or TimeoutException
            or IOException or SocketException or AuthenticationException or ArgumentException or InvalidOperationException
            or XmlException or FormatException))
        {
            return null;
        }

        var at = endpoint is null ? "" : $" at '{SecretFree.Of(endpoint)}'";
        return new RegistryException(
            ErrorCodes.StoreUnavailable, $"The store '{url}'{at} cannot be used: {Reason(failure)}",
            failure is AmazonServiceException ? null : failure);
    }

    private static string Reason(Exception failure)
    {
        if (failure is AmazonServiceException { StatusCode: not 0 } answer)
        {
            var said = $"the server answered {(int)answer.StatusCode}{Quoted(answer.ErrorCode)}{Quoted(answer.Message)}";
            return $"{said}. {Remedy(answer)}";
        }

        for (var e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AuthenticationException:
                    return $"its certificate is not trusted ({Text(e)}). Correct the 'endpoint', or trust its authority on this machine.";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "its host name cannot be resolved. Check 'endpoint', 'region' and this machine's name service.";
                case SocketException:
                    return $"there is no connection ({Text(e)}). Check 'endpoint', and that the server runs and can be reached.";
                case TimeoutException:
                    return $"it stopped answering ({Text(e)}). Try again; if it stays so, look at the network and the server.";
                case AmazonClientException or AmazonServiceException or InvalidOperationException when IsCredentials(e):
                    return $"{Login(e)}";
                case AmazonClientException when e.Message.Contains("RegionEndpoint", StringComparison.Ordinal):
                    return "no region is set. Write 'region' into registry.yaml, or set AWS_REGION.";
            }
        }

        return $"{Text(failure)}. Try again; if it stays so, look at the network and the server.";
    }

    private static bool IsCredentials(Exception e) =>
        s_credentials.Any(word => e.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Login(Exception e) =>
        (e.Message.Contains("expired", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("SSO", StringComparison.Ordinal)
            ? "the sign-in has expired or is missing" : "no credentials were found")
        + $" ({Text(e)}). Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile (AWS_PROFILE, or 'profile' in "
        + "registry.yaml), or sign in with 'aws sso login'.";

    private static string Remedy(AmazonServiceException answer) => answer.ErrorCode switch
    {
        "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" =>
            "The credentials have expired: sign in again ('aws sso login'), or set new AWS_… variables.",
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "InvalidClientTokenId" =>
            "The credentials are wrong for this server: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the "
            + "profile.",
        "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" =>
            "This machine's clock differs from the server's: set it right.",
        "NoSuchBucket" => "There is no such bucket: create it, or correct the 'url' in registry.yaml.",
        "InvalidBucketName" => "No bucket can have that name: correct the 'url' in registry.yaml.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException"
            or "MovedPermanently" => "The bucket is in another region or behind another endpoint: correct 'region' or 'endpoint'.",
        "SlowDown" or "ServiceUnavailable" or "TooManyRequests" or "Throttling" =>
            $"It is busy: try again later, or with a lower {TransferOptions.ParallelVariable}.",
        "QuotaExceeded" or "EntityTooLarge" or "InsufficientStorage" => "It has no room for this: free some, or raise the quota.",
        "KMS.DisabledException" or "KMS.NotFoundException" or "KMS.KMSInvalidStateException" or "KMS.AccessDeniedException" =>
            "The key cannot be used: check 'sseKmsKeyId' and the right to use it.",
        _ when answer.Message?.Contains("object lock", StringComparison.OrdinalIgnoreCase) == true =>
            "The object is under object lock: it can go when its retention ends, or by whoever may bypass it.",
        _ => answer.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
                "Access is denied: the credentials need s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket, "
                + "s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts and s3:AbortMultipartUpload there.",
            HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.Found =>
                "The bucket is in another region or behind another endpoint: correct 'region' or 'endpoint'.",
            HttpStatusCode.NotFound => "Check 'url' and 'endpoint' in registry.yaml.",
            HttpStatusCode.NotImplemented => "The server cannot do this: use one that knows more of S3.",
            HttpStatusCode.InsufficientStorage => "It has no room for this: free some, or raise the quota.",
            _ => "Try again; if it stays so, look at the server.",
        },
    };

    private static string Quoted(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $", '{Plain(text)}'";

    private static string Text(Exception e) => Plain(e.Message);

    private static string Plain(string text) => Shown.Of(SecretFree.Of(text)).TrimEnd('.', ' ');
}
