using System.Text.RegularExpressions;
using Registry.Naming;
using Registry.Remotes;

namespace Registry;

/// <summary>What a registry may be named by: the path of a repository, or its URL.</summary>
internal static partial class RegistryLocation
{
    /// <summary>The URL that a location is; null where it is a path.</summary>
    /// <exception cref="RegistryException">MLR1003 for a remote helper, or what Git would take for an option.</exception>
    public static RemoteUrl? UrlOf(string location)
    {
        if (string.IsNullOrWhiteSpace(location) || location.StartsWith('-') || location.Any(char.IsControl)
            || Helper().IsMatch(location))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"'{Shown.Of(Git.SecretFree.OfMalformed(location))}' names no registry; give the path or the URL of a repository, one that "
                + "does not begin with '-'.");
        }

        return RemoteUrl.IsUrl(location) ? RemoteUrl.Parse(location) : null;
    }

    /// <summary>The folder that a location names, absolute; for what needs a working tree.</summary>
    /// <exception cref="RegistryException">MLR1003 for a URL too.</exception>
    public static string FolderOf(string location) =>
        UrlOf(location) is { } url
            ? throw new RegistryException(
                ErrorCodes.Malformed, $"'{url}' is a URL, and this needs a working tree; give the path of a clone.")
            : Path.GetFullPath(location);

    /// <summary>A location as a file wrote it: URLs as they are, paths from the file's folder on.</summary>
    public static string From(string location, string folder) =>
        RemoteUrl.IsUrl(location) ? location : Path.GetFullPath(location, folder);

    /// <summary>A location as it may be written down: a URL without its secrets.</summary>
    public static string WithoutSecrets(string location) =>
        RemoteUrl.IsUrl(location) ? RemoteUrl.Parse(location).Shown : location;

    /// <summary><c>ext::sh -c …</c> and its like: git would run what it says.</summary>
    [GeneratedRegex(@"\A[^/\\\[]*::")]
    private static partial Regex Helper();
}
