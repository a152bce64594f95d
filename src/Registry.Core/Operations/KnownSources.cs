using Registry.Content;
using Registry.Content.Caching;
using Registry.Stores;

namespace Registry.Operations;

/// <summary>
/// Stores files, of which those that are as they were when they were stored last are not even read. What the store has
/// not is read and put whatever is known of it.
/// </summary>
/// <param name="readAll">Takes nothing from the memory, and writes over what the store has.</param>
internal sealed class KnownSources(IBlobStore store, HashMemory memory, bool readAll)
{
    public async Task<IReadOnlyList<(Digest Digest, long Size)>> PutAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel)
    {
        var began = memory.Now;
        var stamps = files.Select(file => FileSystem.StampOf(file.FullPath)).ToList();
        var known = stamps.Select(stamp => readAll ? null : memory.Find(stamp)).ToList();
        var stored = await FindAsync(known.OfType<Digest>().ToHashSet(), cancel);
        var results = new (Digest Digest, long Size)[files.Count];
        var unread = new List<int>();
        for (var i = 0; i < files.Count; i++)
        {
            if (known[i] is { } digest && stored.TryGetValue(digest, out var size) && size == stamps[i]?.Size)
            {
                results[i] = (digest, size);
                meter.Begin(files[i].Path);
                meter.Advance(size);
                meter.EndFile();
            }
            else
            {
                unread.Add(i);
            }
        }

        // The store is asked even where there is nothing to send: it makes itself, and refuses what it cannot use.
        var sent = unread.ConvertAll(i => files[i]);
        var put = await (readAll ? store.ReplaceFilesAsync(sent, meter, cancel) : store.PutFilesAsync(sent, meter, cancel));
        for (var at = 0; at < unread.Count; at++)
        {
            var i = unread[at];
            results[i] = put[at];
            memory.Keep(stamps[i], FileSystem.StampOf(files[i].FullPath), put[at].Digest, began);
        }

        memory.Save();
        return results;
    }

    /// <summary>Those that the store has.</summary>
    private async Task<IReadOnlyDictionary<Digest, long>> FindAsync(HashSet<Digest> digests, CancellationToken cancel)
    {
        if (digests.Count == 0)
        {
            return new Dictionary<Digest, long>();
        }

        try
        {
            return await store.FindAsync(digests, cancel);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            // It may only not be made yet; putting makes it, or says what is wrong.
            return new Dictionary<Digest, long>();
        }
    }
}
