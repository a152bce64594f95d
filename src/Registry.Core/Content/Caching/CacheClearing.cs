namespace Registry.Content.Caching;

/// <summary>
/// Takes entries from the cache, those first that were not used for longest, and never one that a living process uses.
/// </summary>
internal sealed class CacheClearing(ContentCache cache, ClearCacheRequest request)
{
    private sealed record Entry(Digest Digest, string Path, long Size, DateTimeOffset Used);

    /// <param name="dry">Only tells what it would take.</param>
    public async Task<ClearedCache> RunAsync(bool dry, CancellationToken cancel)
    {
        if (!Directory.Exists(cache.Root))
        {
            return Report([], [], []);
        }

        return await FileErrors.AsUnavailableAsync($"The cache '{cache.Root}'", async () =>
        {
            using var gate = dry ? null : await CacheLease.CloseGateAsync(cache.Root, cancel);
            var entries = cache.Entries().Select(entry => new Entry(
                entry.Digest, entry.Path, entry.Size, LastUse(entry.Path))).ToList();
            var used = CacheLease.ReadAll(cache.Root, sweep: !dry);
            var chosen = Choose(entries);
            var held = chosen.Where(entry => used.Contains(entry.Digest)).ToList();
            var taken = new List<Entry>();
            foreach (var entry in chosen.Except(held))
            {
                cancel.ThrowIfCancellationRequested();
                if (!dry)
                {
                    File.Delete(entry.Path);
                }

                taken.Add(entry);
            }

            return Report(entries, taken, held);
        });
    }

    private List<Entry> Choose(List<Entry> entries)
    {
        if (request is { OlderThan: null, MaxSize: null })
        {
            return entries;
        }

        var now = cache.Memory.Now;
        var limit = request.OlderThan is { } age && age < now - DateTimeOffset.MinValue ? now - age : DateTimeOffset.MinValue;
        var (left, chosen) = (entries.Sum(entry => entry.Size), new List<Entry>());
        foreach (var entry in entries.OrderBy(entry => entry.Used).ThenBy(entry => entry.Digest.Hex, StringComparer.Ordinal))
        {
            if (entry.Used < limit || left > request.MaxSize)
            {
                chosen.Add(entry);
                left -= entry.Size;
            }
        }

        return chosen;
    }

    /// <summary>What is remembered, else what the file system knows of it.</summary>
    private DateTimeOffset LastUse(string path)
    {
        var stamp = FileSystem.StampOf(path);
        var file = new FileInfo(path);
        return cache.Memory.LastUse(stamp) ?? stamp?.ChangedAt
            ?? new DateTimeOffset(file.LastAccessTimeUtc > file.LastWriteTimeUtc ? file.LastAccessTimeUtc : file.LastWriteTimeUtc);
    }

    private ClearedCache Report(List<Entry> entries, List<Entry> taken, List<Entry> held) => new()
    {
        Path = cache.Root,
        Files = taken.Count,
        Bytes = taken.Sum(entry => entry.Size),
        InUse = held.Count,
        FilesLeft = entries.Count - taken.Count,
        BytesLeft = entries.Sum(entry => entry.Size) - taken.Sum(entry => entry.Size),
    };
}
