using System.Runtime.CompilerServices;
using Registry.Configuration;
using Registry.Stores.S3;
using Registry.Stores.Transfer;

namespace Registry.Stores;

/// <summary>Opens the stores that a configuration names.</summary>
internal static class StoreFactory
{
    /// <summary>True for a folder given relative to the working tree, which others cannot reach.</summary>
    public static bool IsLocal(StoreSettings settings) =>
        FolderOf(settings.Url) is { } folder && !Path.IsPathRooted(folder);

    /// <exception cref="RegistryException">
    /// MLR1101 where none is set, MLR1201 for a kind that cannot be used, MLR1003 for a limit in the environment.
    /// </exception>
    public static StoreSet Open(IReadOnlyList<StoreSettings> stores, string root, IProgressSink? sink = null)
    {
        if (stores.Count == 0)
        {
            throw new RegistryException(
                ErrorCodes.NotARegistry,
                $"No store is set for '{root}'; run 'Initialize-MLRegistry', or write {RegistryConfiguration.FileName} with "
                + "'stores:'.");
        }

        var options = TransferOptions.FromEnvironment();
        var throttle = new Throttle(options.BytesPerSecond);
        return new StoreSet([.. stores.Select(store => OpenOne(store, root, options, throttle))], sink);
    }

    private static IBlobStore OpenOne(StoreSettings settings, string root, TransferOptions options, Throttle throttle)
    {
        if (FolderOf(settings.Url) is { } folder)
        {
            return new DirectoryStore(Path.GetFullPath(Path.Combine(root, folder)), options, throttle);
        }

        return S3Location.TryParse(settings.Url) is { } location
            ? OpenS3(settings, location, options, throttle)
            : throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"The store '{Git.SecretFree.Of(settings.Url)}' is of a kind that this version cannot use; use 'file:' and a "
                + "folder of this machine (mount a share), or 's3://bucket/prefix'.") { File = RegistryConfiguration.FileName, Line = settings.Line };
    }

    /// <summary>Apart, so that who keeps to folders never loads what S3 takes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3Store OpenS3(
        StoreSettings settings, S3Location location, TransferOptions options, Throttle throttle) =>
        new S3Store(settings, location, options, throttle);

    /// <summary>The folder of a <c>file:</c> URL or a plain path; null for any other scheme.</summary>
    internal static string? FolderOf(string url)
    {
        if (url.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            // A host is a share to Windows; elsewhere it would become a folder of that name.
            return Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Host.Length == 0 || OperatingSystem.IsWindows())
                ? uri.LocalPath : null;
        }

        if (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return url["file:".Length..];
        }

        return url.Contains("://", StringComparison.Ordinal) ? null : url;
    }
}
