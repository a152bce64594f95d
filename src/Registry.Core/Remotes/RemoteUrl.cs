using System.Globalization;
using System.Text.RegularExpressions;
using Registry.Content;
using Registry.Git;

namespace Registry.Remotes;

/// <summary>
/// A repository's URL: <c>https</c>, <c>http</c>, <c>ssh</c>, <c>file</c>, or the scp form <c>host:path</c>. A password in
/// it reaches git through its environment, and nothing else.
/// </summary>
internal sealed partial class RemoteUrl
{
    /// <summary>What git calls it, here as everywhere.</summary>
    public const string Remote = "origin";

    private const string UserVariable = "MODEL_REGISTRY_URL_USER";
    private const string PasswordVariable = "MODEL_REGISTRY_URL_PASSWORD";

    /// <summary>Tells git the user info, and forgets what git asks it to keep.</summary>
    private const string Helper =
        $"!f() {{ test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"${UserVariable}\" \"${PasswordVariable}\"; }}; f";

    private static readonly string[] s_schemes = ["https", "http", "ssh", "git+ssh", "ssh+git", "file"];
    private readonly string _full;

    private RemoteUrl(string full) => (_full, Shown) = (full, SecretFree.Of(full));

    /// <summary>Where what concerns URLs is kept, in the user's cache.</summary>
    public static string CacheFolder => Path.Combine(ContentCache.OfUser().Root, "registries");

    /// <summary>Without secrets: what is shown, written and compared.</summary>
    public string Shown { get; }

    /// <summary>The same for every way to write its secrets; a file's name.</summary>
    public string Key => Digest.Of(System.Text.Encoding.UTF8.GetBytes(Shown)).Hex;

    /// <summary>Whether git reaches it through ssh.</summary>
    public bool IsSsh => !_full.Contains("://", StringComparison.Ordinal)
        || _full[.._full.IndexOf(':', StringComparison.Ordinal)].Contains("ssh", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a location is a URL and no path: a scheme, or a host before a colon. A drive is neither.</summary>
    public static bool IsUrl(string location)
    {
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        return location.Contains("://", StringComparison.Ordinal)
            || (colon > 1 && location.IndexOfAny(['/', '\\']) is var slash && (slash < 0 || slash > colon)
                && !Directory.Exists(location));
    }

    /// <exception cref="RegistryException">
    /// MLR1003 for a scheme that a registry may not have, no host, or a query.
    /// </exception>
    public static RemoteUrl Parse(string text)
    {
        if (SecretFree.HasQuery(text))
        {
            // Git appends paths to the URL, so no repository is reached by one; what it holds would be in every lock file.
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"'{Naming.Shown.Of(SecretFree.OfMalformed(text))}' was given with a query, and a repository's URL has none; "
                + "give a token as 'https://user:token@host/path', or better to Git's credential helper.");
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var accepted = scheme < 0
            ? ScpForm().IsMatch(text)
            : s_schemes.Contains(text[..scheme], StringComparer.OrdinalIgnoreCase) && (UrlForm().IsMatch(text)
                || (text.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) && text.Length > "file:///".Length));
        return accepted ? new RemoteUrl(text) : throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Naming.Shown.Of(SecretFree.OfMalformed(text))}' is no URL of a registry; write 'https://host/path', "
            + "'ssh://user@host/path', 'user@host:path' or 'file:///path'.");
    }

    /// <summary>
    /// What git's environment must have to use the user info that <see cref="Shown"/> lacks. As a credential of its own it
    /// is on no command line, and no helper of the user's is given it to keep.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment()
    {
        if (_full == Shown || IsSsh)
        {
            return new Dictionary<string, string>();
        }

        var authority = _full.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = _full.IndexOf('@', authority);
        var (user, colon) = (_full[authority..at], _full.IndexOf(':', authority, at - authority));
        var host = _full[..authority] + _full[(at + 1)..].Split('/')[0];
        return colon < 0
            ? GitSettings([($"credential.{host}.username", Uri.UnescapeDataString(user))])
            : new Dictionary<string, string>(GitSettings(
                [($"credential.{host}.helper", ""), ($"credential.{host}.helper", Helper)]))
            {
                [UserVariable] = Uri.UnescapeDataString(_full[authority..colon]),
                [PasswordVariable] = Uri.UnescapeDataString(_full[(colon + 1)..at]),
            };
    }

    /// <summary>Configuration by the environment, after what the user's own environment configures.</summary>
    private static Dictionary<string, string> GitSettings(IReadOnlyList<(string Key, string Value)> settings)
    {
        var first = int.TryParse(
            System.Environment.GetEnvironmentVariable("GIT_CONFIG_COUNT"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var theirs) ? theirs : 0;
        var variables = new Dictionary<string, string>
        {
            ["GIT_CONFIG_COUNT"] = (first + settings.Count).ToString(CultureInfo.InvariantCulture),
        };
        for (var i = 0; i < settings.Count; i++)
        {
            var number = (first + i).ToString(CultureInfo.InvariantCulture);
            variables["GIT_CONFIG_KEY_" + number] = settings[i].Key;
            variables["GIT_CONFIG_VALUE_" + number] = settings[i].Value;
        }

        return variables;
    }

    public override string ToString() => Shown;

    // A host that begins with '-' would be an option of ssh.
    [GeneratedRegex(@"\A[a-zA-Z+]+://([^/\s]*@)?(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9_][^/\s@:]*)(:[0-9]+)?/.*\z", RegexOptions.Singleline)]
    private static partial Regex UrlForm();

    [GeneratedRegex(@"\A([a-zA-Z0-9_][^/\s@:]*@)?(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9_][^/\s@:]*):.+\z", RegexOptions.Singleline)]
    private static partial Regex ScpForm();
}
