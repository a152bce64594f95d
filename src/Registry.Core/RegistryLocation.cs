using Registry.Naming;

namespace Registry;

/// <summary>What a registry may be named by.</summary>
internal static class RegistryLocation
{
    /// <summary>The folder that a location names, absolute.</summary>
    /// <exception cref="RegistryException">
    /// MLR1003 for a URL, a remote helper, or what Git would take for an option.
    /// </exception>
    public static string FolderOf(string location)
    {
        if (string.IsNullOrWhiteSpace(location) || location.StartsWith('-') || location.Any(char.IsControl)
            || location.Contains("::", StringComparison.Ordinal))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"'{Shown.Of(location)}' names no registry; give the path of a repository, one that does not begin with '-'.");
        }

        if (location.StartsWith("file://", StringComparison.OrdinalIgnoreCase)
            && Uri.TryCreate(location, UriKind.Absolute, out var file))
        {
            return file.LocalPath;
        }

        return IsUrl(location)
            ? throw new RegistryException(
                ErrorCodes.Malformed,
                $"The registry '{Git.SecretFree.Of(Shown.Of(location))}' is a URL, which this version does not read; clone it "
                + "and give the clone's path.")
            : Path.GetFullPath(location);
    }

    /// <summary>A location as a file wrote it: URLs as they are, paths from the file's folder on.</summary>
    public static string From(string location, string folder) =>
        IsUrl(location) ? location : Path.GetFullPath(location, folder);

    /// <summary>A scheme, or the scp form <c>host:path</c>; a drive letter is neither.</summary>
    private static bool IsUrl(string location)
    {
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        return location.Contains("://", StringComparison.Ordinal)
            || (colon > 1 && location.IndexOfAny(['/', '\\']) is var slash && (slash < 0 || slash > colon)
                && !Directory.Exists(location));
    }
}
