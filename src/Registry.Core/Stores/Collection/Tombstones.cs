using System.Globalization;
using System.Text;
using Registry.Content;

namespace Registry.Stores.Collection;

/// <summary>Which blobs of a store are condemned, and since when by the store's clock.</summary>
internal static class Tombstones
{
    /// <summary>The shortest grace: it outlasts whatever a writer needs from its first look to its event.</summary>
    public static TimeSpan ShortestGrace { get; } = TimeSpan.FromDays(1);

    public static async Task<IReadOnlyDictionary<Digest, DateTimeOffset>> ReadAsync(
        IStoreObjects store, CancellationToken cancel)
    {
        var condemned = new Dictionary<Digest, DateTimeOffset>();
        await foreach (var tombstone in store.ListAsync(StoreKeys.Tombstones, cancel))
        {
            if (StoreKeys.DigestOf(tombstone.Key) is { } digest)
            {
                condemned[digest] = tombstone.Modified;
            }
        }

        return condemned;
    }

    /// <summary>The time in it is for people: what counts is when the store says it was written.</summary>
    public static Task WriteAsync(IStoreObjects store, Digest digest, DateTimeOffset now, CancellationToken cancel) =>
        store.WriteAsync(
            StoreKeys.TombstoneOf(digest),
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n")),
            cancel);

    public static Task DeleteAsync(IStoreObjects store, Digest digest, CancellationToken cancel) =>
        store.DeleteAsync(StoreKeys.TombstoneOf(digest), cancel);
}
