using System.Text.RegularExpressions;
using Registry.Configuration;
using Registry.Git;

namespace Registry.Stores.S3;

/// <summary>Where in S3 a store is: <c>s3://bucket/prefix</c>.</summary>
/// <param name="Prefix">Empty, or with a slash at its end.</param>
internal sealed partial record S3Location(string Bucket, string Prefix)
{
    public const string Scheme = "s3://";

    /// <summary>Without a slash at the end.</summary>
    public string Url => $"{Scheme}{Bucket}/{Prefix}".TrimEnd('/');

    public string KeyOf(string key) => Prefix + key;

    public static bool IsS3(string url) => url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Of a URL that was checked; null for any other.</summary>
    public static S3Location? TryParse(string url)
    {
        var match = Form().Match(url);
        var prefix = match.Groups["prefix"].Value.Trim('/');
        return match.Success && !prefix.Split('/').Any(part => part is "." or ".." || (part.Length == 0 && prefix.Length > 0))
            ? new S3Location(match.Groups["bucket"].Value, prefix.Length == 0 ? "" : prefix + "/") : null;
    }

    /// <summary>What is wrong with a store's settings, without repeating a secret; null where they are right.</summary>
    public static string? WhyNot(StoreSettings settings)
    {
        foreach (var url in new[] { settings.Url, settings.Endpoint }.OfType<string>().Where(HasUserInfo))
        {
            return $"'{Shown(url)}' was given with a user or a secret before '@'; take that out: credentials come from "
                + "the AWS chain";
        }

        if (!IsS3(settings.Url))
        {
            return null;
        }

        return TryParse(settings.Url) is null
                ? $"'{Shown(settings.Url)}' is no store in S3; write 's3://bucket/prefix', of letters, digits and !_.*'()=+,-"
            : settings.Endpoint is { } endpoint && !IsEndpoint(endpoint)
                ? $"the endpoint '{Shown(endpoint)}' is no http or https URL of a server"
            : settings.Region is { } region && !Region().IsMatch(region)
                ? $"'{Naming.Shown.Of(region)}' is no region; write one such as 'eu-west-1'"
            : settings.Sse is not (null or "AES256" or "aws:kms") ? "'sse' is 'AES256' or 'aws:kms'"
            : settings.SseKmsKeyId is not null && settings.Sse != "aws:kms" ? "'sseKmsKeyId' needs 'sse: aws:kms'"
            : null;
    }

    private static bool HasUserInfo(string url) => url.Contains('@', StringComparison.Ordinal)
        && url.Contains("://", StringComparison.Ordinal) && !url.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without secrets, and without those of an endpoint whose scheme was forgotten.</summary>
    private static string Shown(string url) => Naming.Shown.Of(
        url.Contains("://", StringComparison.Ordinal) ? SecretFree.OfMalformed(url)
        : SecretFree.OfMalformed("http://" + url)["http://".Length..]);

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0
        && uri.Fragment.Length == 0 && uri.Host.Length > 0;

    [GeneratedRegex(@"\A[sS]3://(?<bucket>[A-Za-z0-9][A-Za-z0-9._-]{2,254})(?<prefix>(/[A-Za-z0-9!_.*'()=+,/-]*)?)\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex Region();
}
