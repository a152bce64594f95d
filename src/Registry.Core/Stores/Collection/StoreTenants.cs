using System.Text;
using Registry.Content;
using Registry.Git;

namespace Registry.Stores.Collection;

/// <summary>
/// Which registries keep bytes in a store, one object each under <c>registries/</c>. Where there is more than one, none of
/// them can tell what is needed by nobody, and nothing may be swept.
/// </summary>
internal static class StoreTenants
{
    /// <summary>Makes sure that a registry is known to a store before the store has bytes of it alone.</summary>
    public static async Task EnsureListedAsync(IStoreObjects store, RegistryContext registry, CancellationToken cancel)
    {
        var identity = IdentityOf(registry);
        var key = KeyOf(identity);
        if (await IsListedAsync(store, key, cancel))
        {
            return;
        }

        await store.WriteAsync(key, Encoding.UTF8.GetBytes(identity + "\n"), cancel);
        if (KeyOf(LocalIdentityOf(registry)) is var local && local != key)
        {
            // This very repository, before it had a remote.
            await store.DeleteAsync(local, cancel);
        }
    }

    /// <summary>A store that is not made yet lists nobody; whether it can be made is told by the write.</summary>
    private static async Task<bool> IsListedAsync(IStoreObjects store, string key, CancellationToken cancel)
    {
        try
        {
            return await store.ReadAsync(key, cancel) is not null;
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            return false;
        }
    }

    /// <exception cref="RegistryException">MLR1201 where another registry keeps bytes in the store.</exception>
    public static async Task EnsureAloneAsync(IBlobStore store, RegistryContext registry, CancellationToken cancel)
    {
        string[] own = [KeyOf(IdentityOf(registry)), KeyOf(LocalIdentityOf(registry))];
        await foreach (var tenant in store.ListAsync(StoreKeys.Registries, cancel))
        {
            if (!own.Contains(tenant.Key) && await store.ReadAsync(tenant.Key, cancel) is { } text)
            {
                throw new RegistryException(
                    ErrorCodes.StoreUnavailable,
                    $"The store '{store.Url}' also has bytes of the registry '{Naming.Shown.Of(Encoding.UTF8.GetString(text).Trim())}', "
                    + "and what that one needs is not known here: nothing was erased or swept. Give each registry a store or a prefix of its "
                    + $"own; if that one is gone, or is this one under an earlier address, delete '{tenant.Key}' in the store.");
            }
        }
    }

    /// <summary>
    /// The same for every clone and every way to write the remote's address: no scheme, no user, no <c>.git</c>.
    /// </summary>
    internal static string IdentityOf(string url)
    {
        var text = SecretFree.Of(url);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && !uri.IsFile && uri.Host.Length > 0)
        {
            text = $"{uri.IdnHost}{(uri.IsDefaultPort || uri.Port is 22 or < 0 ? "" : $":{uri.Port}")}{uri.AbsolutePath}";
        }
        else if (text.Split(':', 2) is [{ Length: > 1 } host, var path] && !host.Contains('/', StringComparison.Ordinal)
            && !path.StartsWith("//", StringComparison.Ordinal))
        {
            // The scp form: user@host:path.
            text = $"{host[(host.IndexOf('@', StringComparison.Ordinal) + 1)..].ToLowerInvariant()}/{path.TrimStart('/')}";
        }

        text = text.TrimEnd('/');
        return text.EndsWith(".git", StringComparison.Ordinal) ? text[..^4].TrimEnd('/') : text;
    }

    private static string IdentityOf(RegistryContext registry) =>
        registry.Remote is { } remote ? IdentityOf(remote.Url) : LocalIdentityOf(registry);

    /// <summary>A repository without a remote is known by where it is.</summary>
    private static string LocalIdentityOf(RegistryContext registry) => $"{Environment.MachineName}:{registry.Location}";

    private static string KeyOf(string identity) => StoreKeys.Registries + Digest.Of(Encoding.UTF8.GetBytes(identity)).Hex[..32];
}
