using System.Net;
using System.Net.Sockets;
using Registry.Configuration;
using Registry.Git;
using Registry.Stores;

namespace Registry.Remotes;

/// <summary>
/// Which stores of a registry given by URL may be used: what a URL brings must not make this machine read its own
/// folders, its network's shares or its own services, unless the user's Git configuration says so.
/// </summary>
internal sealed class StoreTrust(RemoteRegistry registry)
{
    public const string Key = "registry.trustedStore";

    /// <summary>
    /// The stores that are for others than the working tree, in order; each must be trusted.
    /// </summary>
    /// <exception cref="RegistryException">MLR1101 where none is left, MLR1201 for one that is not trusted.</exception>
    public async Task<IReadOnlyList<StoreSettings>> FilterAsync(
        IReadOnlyList<StoreSettings> stores, IProgressSink? sink, CancellationToken cancel)
    {
        var shared = stores.Where(store => !StoreFactory.IsLocal(store)).ToList();
        foreach (var store in stores.Except(shared))
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Verbose, null,
                $"The store '{store.Url}' is for a working tree alone; the registry '{registry.Url}' is used without it."));
        }

        if (shared.Count == 0)
        {
            throw new RegistryException(
                ErrorCodes.NotARegistry,
                stores.Count == 0
                    ? $"'{registry.Url}' sets no store; commit and push a {RegistryConfiguration.FileName} with 'stores:' there."
                    : $"'{registry.Url}' sets only the store '{stores[0].Url}', which is for a working tree alone; put one that "
                        + $"others reach into its {RegistryConfiguration.FileName}.");
        }

        var suspicious = shared.SelectMany(SuspiciousUrls).ToList();
        if (suspicious.Count > 0)
        {
            var trusted = await ReadTrustedAsync(cancel);
            if (suspicious.Find(url => !trusted.Any(prefix => Covers(prefix, url))) is { } refused)
            {
                throw Refuse(refused);
            }
        }

        return shared;
    }

    /// <summary>What of a store is a folder, a share, or a service of this machine or its link.</summary>
    internal static IEnumerable<string> SuspiciousUrls(StoreSettings store) =>
        new[] { store.Url, store.Endpoint }.OfType<string>().Where(
            url => StoreFactory.FolderOf(url) is not null
                || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && IsNear(uri)));

    /// <summary>Whether a trusted prefix covers a URL: the same, or a folder above it.</summary>
    internal static bool Covers(string prefix, string url)
    {
        var (above, below) = (Normal(prefix), Normal(url));
        return above.Length > 0
            && (below == above || below.StartsWith(above.EndsWith('/') ? above : above + "/", StringComparison.Ordinal));
    }

    private static bool IsNear(Uri uri)
    {
        if (uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // 169.254.0.0/16 has the metadata services of clouds, which hand out credentials.
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
            && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is var plain
            && (IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || IPAddress.Any.Equals(plain)
                || IPAddress.IPv6Any.Equals(plain)
                || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..]));
    }

    /// <summary>Folders with their dots resolved, so that '..' leads nowhere else.</summary>
    private static string Normal(string url)
    {
        if (StoreFactory.FolderOf(url) is { } folder)
        {
            return Path.IsPathRooted(folder)
                ? "file://" + Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)).Replace('\\', '/') : "";
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Path).TrimEnd('/') : "";
    }

    /// <summary>From the user's and the system's configuration: a repository's own is not asked.</summary>
    private async Task<string[]> ReadTrustedAsync(CancellationToken cancel)
    {
        using var view = registry.NewView();
        var output = await view.Repository.TryGitAsync(["config", "--null", "--get-all", Key], null, cancel);
        return output.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private RegistryException Refuse(string url) => new(
        ErrorCodes.StoreUnavailable,
        $"The registry '{registry.Url}' keeps its bytes in '{SecretFree.Of(url)}', which is on this machine or its network, and "
        + "what a URL brings is not trusted with that; if it is right, run "
        + $"'git config --global --add {Key} \"{SecretFree.Of(url)}\"'.");
}
