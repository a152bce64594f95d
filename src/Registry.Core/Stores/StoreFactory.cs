using Registry.Configuration;

namespace Registry.Stores;

/// <summary>Opens the stores that a configuration names.</summary>
internal static class StoreFactory
{
    /// <summary>True for a folder given relative to the working tree, which others cannot reach.</summary>
    public static bool IsLocal(StoreSettings settings) =>
        FolderOf(settings.Url) is { } folder && !Path.IsPathRooted(folder);

    /// <exception cref="RegistryException">
    /// MLR1101 where none is set, MLR1201 for a kind that cannot be used.
    /// </exception>
    public static StoreSet Open(IReadOnlyList<StoreSettings> stores, string root)
    {
        return stores.Count == 0
            ? throw new RegistryException(
                ErrorCodes.NotARegistry,
                $"No store is set for '{root}'; run 'Initialize-MLRegistry', or write {RegistryConfiguration.FileName} with "
                + "'stores:'.")
            : new StoreSet([.. stores.Select(store => OpenOne(store, root))]);
    }

    private static DirectoryStore OpenOne(StoreSettings settings, string root) =>
        FolderOf(settings.Url) is { } folder
            ? new DirectoryStore(Path.GetFullPath(Path.Combine(root, folder)))
            : throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"The store '{Git.SecretFree.Of(settings.Url)}' is of a kind that this version cannot use; use 'file:' and a "
                + "folder.") { File = RegistryConfiguration.FileName, Line = settings.Line };

    /// <summary>The folder of a <c>file:</c> URL or a plain path; null for any other scheme.</summary>
    internal static string? FolderOf(string url)
    {
        if (url.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.LocalPath : null;
        }

        if (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return url["file:".Length..];
        }

        return url.Contains("://", StringComparison.Ordinal) ? null : url;
    }
}
