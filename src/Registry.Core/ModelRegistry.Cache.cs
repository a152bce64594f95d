using Registry.Configuration;
using Registry.Content;
using Registry.Content.Caching;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>What <see cref="ClearCacheAsync"/> would take now.</summary>
    public static Task<ClearedCache> PreviewClearCacheAsync(ClearCacheRequest request, CancellationToken cancel = default) =>
        ClearAsync(request, dry: true, cancel);

    /// <summary>
    /// Takes copies from the user's cache, which fills again as models are saved and restored. What a running process uses
    /// stays.
    /// </summary>
    /// <exception cref="RegistryException">MLR1003 for a limit that cannot be; MLR1201.</exception>
    public static Task<ClearedCache> ClearCacheAsync(ClearCacheRequest request, CancellationToken cancel = default) =>
        ClearAsync(request, dry: false, cancel);

    private static Task<ClearedCache> ClearAsync(ClearCacheRequest request, bool dry, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.OlderThan is { } age && age > TimeSpan.Zero && age < Age.Shortest)
        {
            throw Age.TooShort(age, days: 30);
        }

        return request.OlderThan < TimeSpan.Zero || request.MaxSize < 0
            ? throw new RegistryException(
                ErrorCodes.Malformed, "A cache cannot be cleared to less than nothing; give an age and a size of 0 or more.")
            : FileErrors.AsCodedAsync(
                () => Task.Run(() => new CacheClearing(ContentCache.OfUser(), request).RunAsync(dry, cancel), cancel));
    }
}
