using Registry.Content;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>A blob as a store lists it.</summary>
internal readonly record struct ListedBlob(Digest Digest, long Size, DateTimeOffset Modified);

/// <summary>What a store has, unread: its blobs, what is condemned, and what lies among them and is none.</summary>
internal sealed record StoreInventory(
    IReadOnlyDictionary<Digest, ListedBlob> Blobs, IReadOnlySet<Digest> Condemned, IReadOnlyList<StoreObject> Foreign)
{
    private const string AllBlobs = "blobs/";

    public static async Task<StoreInventory> TakeAsync(IBlobStore store, CancellationToken cancel)
    {
        // Tombstones first: a blob that is condemned meanwhile is young or orphaned, which is true as well.
        var condemned = await Tombstones.ReadAsync(store, cancel);
        var (blobs, foreign) = (new Dictionary<Digest, ListedBlob>(), new List<StoreObject>());
        await foreach (var entry in store.ListAsync(AllBlobs, cancel))
        {
            if (StoreKeys.DigestOf(entry.Key) is { } digest)
            {
                blobs[digest] = new ListedBlob(digest, entry.Size, entry.Modified);
            }
            else
            {
                foreign.Add(entry);
            }
        }

        return new StoreInventory(blobs, condemned.Keys.ToHashSet(), foreign);
    }
}
