using System.Text.RegularExpressions;

namespace Registry.Git;

/// <summary>
/// Takes user info out of every URL in a text, so that it may be shown, logged or recorded. With ssh a user's name is an
/// address and no secret: it stays, a password goes.
/// </summary>
internal static partial class SecretFree
{
    public static string Of(string text) => UserInfo().Replace(text, match =>
    {
        var (scheme, user) = (match.Groups[1].Value, match.Groups[2].Value.Split(':')[0]);
        return scheme.Contains("ssh", StringComparison.OrdinalIgnoreCase) && user.Length > 0 ? $"{scheme}{user}@" : scheme;
    });

    /// <summary>
    /// The same for what should be one URL and may be malformed: user info that was not escaped goes up to the last '@'.
    /// </summary>
    public static string OfMalformed(string url)
    {
        var (start, end) = (url.IndexOf("://", StringComparison.Ordinal), url.LastIndexOf('@'));
        return start >= 0 && end > start ? Of(url[..(start + 3)] + url[(end + 1)..]) : Of(url);
    }

    [GeneratedRegex(@"([a-zA-Z][a-zA-Z0-9+.\-]*://)([^/\s]*)@")]
    private static partial Regex UserInfo();
}
