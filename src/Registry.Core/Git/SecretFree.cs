using System.Text.RegularExpressions;

namespace Registry.Git;

/// <summary>
/// Takes user info and queries, which may hold a token, out of every URL in a text, so that it may be shown, logged or
/// recorded. With ssh a user's name is an address and no secret: it stays, a password goes.
/// </summary>
internal static partial class SecretFree
{
    public static string Of(string text) => Query().Replace(
        UserInfo().Replace(text, match =>
        {
            var (scheme, user) = (match.Groups[1].Value, match.Groups[2].Value.Split(':')[0]);
            return IsSsh(scheme) && user.Length > 0 ? $"{scheme}{user}@" : scheme;
        }),
        match => HasQueries(match.Groups[1].Value) ? match.Groups[1].Value + match.Groups[2].Value : match.Value);

    /// <summary>Whether a URL has a query or a fragment; in paths of other schemes their marks are letters like others.</summary>
    public static bool HasQuery(string url) =>
        HasQueries(url[..Math.Max(0, url.IndexOf("://", StringComparison.Ordinal))]) && url.IndexOfAny(['?', '#']) >= 0;

    /// <summary>
    /// The same for what should be one URL and may be malformed: user info that was not escaped goes up to the last '@'.
    /// </summary>
    public static string OfMalformed(string url)
    {
        var (start, end) = (url.IndexOf("://", StringComparison.Ordinal), url.LastIndexOf('@'));
        return start >= 0 && end > start ? Of(url[..(start + 3)] + url[(end + 1)..]) : Of(url);
    }

    private static bool IsSsh(string scheme) => scheme.Contains("ssh", StringComparison.OrdinalIgnoreCase);

    private static bool HasQueries(string scheme) =>
        scheme.Length > 0 && !IsSsh(scheme) && !scheme.StartsWith("file", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"([a-zA-Z][a-zA-Z0-9+.\-]*://)([^/\s]*)@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([a-zA-Z][a-zA-Z0-9+.\-]*://)([^?#\s'""<>]*)[?#][^\s'""<>]*")]
    private static partial Regex Query();
}
