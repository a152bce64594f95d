using System.Text.RegularExpressions;

namespace Registry.Git;

/// <summary>Takes user info out of every URL in a text, so that it may be shown, logged or recorded.</summary>
internal static partial class SecretFree
{
    public static string Of(string text) => UserInfo().Replace(text, "$1");

    [GeneratedRegex(@"([a-zA-Z][a-zA-Z0-9+.\-]*://)[^/\s]*@")]
    private static partial Regex UserInfo();
}
