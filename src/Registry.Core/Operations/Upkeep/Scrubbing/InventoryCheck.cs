using Registry.Content;
using Registry.Stores;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>What a list of a store's blobs tells, unread: what is missing, cut short, no blob, or needed by nobody.</summary>
internal sealed class InventoryCheck(
    IBlobStore store, StoreInventory inventory, BlobCensus census, StoreFindings findings, StoreTally tally)
{
    private static readonly TimeSpan s_young = TimeSpan.FromDays(1);

    public async Task RunAsync(IReadOnlyList<IBlobStore> others, IProgressSink? sink, CancellationToken cancel)
    {
        tally.Count(inventory);
        await FindMissingAsync(others, cancel);
        FindOtherLengths();
        FindOrphans(sink);
        foreach (var entry in inventory.Foreign)
        {
            tally.Add(findings.Foreign(entry.Key, entry.Size));
        }
    }

    private void FindOtherLengths()
    {
        foreach (var blob in inventory.Blobs.Values)
        {
            if (census.Blobs.TryGetValue(blob.Digest, out var named) && named.Size is { } size && size != blob.Size)
            {
                tally.Add(findings.Damaged(named, blob.Digest, blob.Size, null));
            }
        }
    }

    private async Task FindMissingAsync(IReadOnlyList<IBlobStore> others, CancellationToken cancel)
    {
        var absent = census.Blobs.Keys.Where(digest => !inventory.Blobs.ContainsKey(digest)).ToList();
        if (absent.Count == 0)
        {
            return;
        }

        // Asked again: a version that was read just before the list may have got its bytes just after.
        var arrived = await store.FindAsync(absent, cancel);
        var missing = absent.Where(digest => !arrived.ContainsKey(digest)).ToList();
        var elsewhere = await ElsewhereAsync(missing, others, cancel);
        foreach (var digest in missing)
        {
            tally.Add(findings.Missing(census.Blobs[digest], elsewhere.GetValueOrDefault(digest)));
        }
    }

    /// <summary>The first of the other stores that has each, by its length.</summary>
    private async Task<Dictionary<Digest, string>> ElsewhereAsync(
        List<Digest> missing, IReadOnlyList<IBlobStore> others, CancellationToken cancel)
    {
        var elsewhere = new Dictionary<Digest, string>();
        foreach (var other in missing.Count == 0 ? [] : others)
        {
            try
            {
                foreach (var (digest, size) in await other.FindAsync(missing, cancel))
                {
                    if ((census.Blobs[digest].Size ?? size) == size)
                    {
                        elsewhere.TryAdd(digest, other.Url);
                    }
                }
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                // Told where that store is looked at; here it has nothing to offer.
            }
        }

        return elsewhere;
    }

    private void FindOrphans(IProgressSink? sink)
    {
        if (!census.IsComplete)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.BlobMissing,
                $"Manifests are missing or damaged, so what else is needed in '{store.Url}' is not known: orphans were not "
                + "looked for."));
            return;
        }

        var young = DateTimeOffset.UtcNow - s_young;
        foreach (var blob in inventory.Blobs.Values.Where(blob => !census.Blobs.ContainsKey(blob.Digest)))
        {
            if (inventory.Condemned.Contains(blob.Digest))
            {
                tally.CountCondemned();
            }
            else if (blob.Modified > young)
            {
                tally.CountInFlight();
            }
            else
            {
                tally.Add(findings.Orphaned(blob.Digest, blob.Size));
            }
        }
    }
}
