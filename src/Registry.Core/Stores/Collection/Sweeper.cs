using Registry.Content;

namespace Registry.Stores.Collection;

/// <summary>
/// Condemns blobs of a store that nothing reaches, and deletes those that were condemned longer ago than the grace. Any
/// number of them may work on a store at a time, each may be cut at any point, and the next one goes on.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="grace">From tombstone to sweep.</param>
/// <param name="mark">Asks the ledger, as it is at the moment of the call.</param>
/// <param name="time">Measures how long a batch takes.</param>
internal sealed class Sweeper(
    IBlobStore store, TimeSpan grace, Func<CancellationToken, Task<Mark>> mark, TimeProvider time)
{
    private const int AtOnce = 16;

    /// <summary>What is claimed is swept within this time or left alone: after thrice as long, nobody waits for it.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What a run would do, as far as it can be told without writing.</summary>
    public async Task<SweepPlan> PreviewAsync(CancellationToken cancel) =>
        SweepPlan.Of(
            await ListBlobsAsync(cancel), await Tombstones.ReadAsync(store, cancel), await mark(cancel), time.GetUtcNow(), grace);

    public async Task<StoreSweep> RunAsync(CancellationToken cancel)
    {
        var now = await ClearNotesAsync(cancel);

        // The blobs are listed before the ledger is asked: what is put and named in between is not among them.
        var blobs = await ListBlobsAsync(cancel);
        var tombstones = await Tombstones.ReadAsync(store, cancel);
        var plan = SweepPlan.Of(blobs, tombstones, await mark(cancel), now, grace);
        await InGroupsAsync(plan.Condemned.Keys, digest => Tombstones.WriteAsync(store, digest, now, cancel));
        await InGroupsAsync(plan.Pardoned, digest => Tombstones.DeleteAsync(store, digest, cancel));
        var result = new StoreSweep
        {
            Store = store.Url,
            Registry = "",
            Condemned = plan.Condemned.Count,
            CondemnedBytes = plan.Condemned.Values.Sum(),
            Pardoned = plan.Pardoned.Count,
            Waiting = plan.Waiting + plan.Condemned.Count,
        };
        foreach (var batch in plan.Expired.Keys.Chunk(BlobNote.Most))
        {
            var (swept, pardoned) = await SweepAsync(batch, cancel);
            result = result with
            {
                Swept = result.Swept + swept.Count,
                SweptBytes = result.SweptBytes + swept.Sum(digest => plan.Expired[digest]),
                Pardoned = result.Pardoned + pardoned,
                Waiting = result.Waiting + batch.Length - swept.Count - pardoned,
            };
        }

        return result;
    }

    /// <summary>Claims, looks who wants them, asks the ledger anew, deletes: in this order.</summary>
    private async Task<(List<Digest> Swept, int Pardoned)> SweepAsync(Digest[] batch, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        var claim = await BlobNote.WriteAsync(store, StoreKeys.Claims, batch, cancel);
        var isDeleting = false;
        try
        {
            var intended = (await BlobNote.ReadAllAsync(store, StoreKeys.Intents, cancel))
                .Where(intent => (claim.Written - intent.Written).Duration() < BlobNote.Life).SelectMany(intent => intent.Digests).ToHashSet();

            // Another sweeper or a writer may have been here since the tombstones were listed.
            var tombstones = await Tombstones.ReadAsync(store, cancel);
            var wanted = (await mark(cancel)).Wanted;
            var left = batch.Where(digest => !intended.Contains(digest) && tombstones.TryGetValue(digest, out var since)
                && SweepPlan.IsExpired(since, claim.Written, grace)).ToLookup(wanted.Contains);
            await InGroupsAsync(left[true], digest => Tombstones.DeleteAsync(store, digest, cancel));
            var swept = new List<Digest>();
            foreach (var some in left[false].Chunk(AtOnce))
            {
                if (time.GetElapsedTime(begun) > Longest / 2)
                {
                    break;
                }

                isDeleting = true;
                await InGroupsAsync(some, digest => DeleteAsync(digest, cancel));
                isDeleting = false;
                swept.AddRange(some);
            }

            return (swept, left[true].Count());
        }
        finally
        {
            // What was asked to be deleted and did not answer may still be deleted: then the claim stands until it is old.
            if (!isDeleting)
            {
                await store.DeleteAsync(claim.Key, CancellationToken.None);
            }
        }
    }

    /// <summary>The tombstone goes last: cut in between, the next run finds it and goes on.</summary>
    private async Task DeleteAsync(Digest digest, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest / 2);
        try
        {
            await store.DeleteAsync(StoreKeys.BlobOf(digest), limit.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"The store '{store.Url}' did not delete a blob within {Longest / 2}; run it again later.", e);
        }

        await Tombstones.DeleteAsync(store, digest, cancel);
    }

    /// <summary>Takes away the notes of processes that are long gone.</summary>
    /// <returns>The time by the store's clock.</returns>
    private async Task<DateTimeOffset> ClearNotesAsync(CancellationToken cancel)
    {
        var own = await BlobNote.WriteAsync(store, StoreKeys.Claims, [], cancel);
        foreach (var prefix in new[] { StoreKeys.Intents, StoreKeys.Claims })
        {
            var old = new List<string>();
            await foreach (var note in store.ListAsync(prefix, cancel))
            {
                if ((own.Written - note.Modified).Duration() > BlobNote.Life)
                {
                    old.Add(note.Key);
                }
            }

            await InGroupsAsync(old, key => store.DeleteAsync(key, cancel));
        }

        await store.DeleteAsync(own.Key, cancel);
        return own.Written;
    }

    private async Task<List<StoreObject>> ListBlobsAsync(CancellationToken cancel)
    {
        var blobs = new List<StoreObject>();
        await foreach (var blob in store.ListAsync(StoreKeys.Blobs, cancel))
        {
            blobs.Add(blob);
        }

        return blobs;
    }

    private static async Task InGroupsAsync<T>(IEnumerable<T> items, Func<T, Task> work)
    {
        foreach (var some in items.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(work));
        }
    }
}
