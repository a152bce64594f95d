using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Registry.Stores.Transfer;

namespace Registry.Content;

/// <summary>
/// Puts an entry of the cache where a file is wanted: by another name, by shared blocks, or by a copy.
/// </summary>
/// <param name="parallel">Files that are copied at once.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle has nothing to dispose of.")]
internal sealed class EntryPlacer(ContentCache cache, int parallel)
{
    private readonly SemaphoreSlim _slots = new(parallel);
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, Digest Digest)> _linked = new(StringComparer.Ordinal);

    /// <param name="link">Gives the entry a second name in place of a copy, where the file system can.</param>
    /// <returns>Null once it is placed; else what the entry hashed to in place of what it should.</returns>
    public async Task<Digest?> TryPlaceAsync(
        string entry, ManifestFile file, string target, bool link, Action<long>? advanced, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        try
        {
            return await PlaceAsync(entry, file, target, link, advanced, cancel);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Digest?> PlaceAsync(
        string entry, ManifestFile file, string target, bool link, Action<long>? advanced, CancellationToken cancel)
    {
        var before = FileSystem.StampOf(entry);
        var trusted = cache.Memory.Find(before) == file.Sha256;
        using var source = File.OpenHandle(entry, options: FileOptions.SequentialScan);
        if (link && before is { } stamp)
        {
            if (!trusted && FileHash.Of(source, null, cancel).Digest is var found && found != file.Sha256)
            {
                return found;
            }

            if (FileSystem.TryLink(entry, target))
            {
                _linked[entry] = (stamp, file.Sha256);
                advanced?.Invoke(file.Size);
                return null;
            }
        }

        // Not FileMode.Create: it empties the file, and one that was emptied is written to the disk by ext4 when it is closed.
        File.Delete(target);
        using var placed = File.OpenHandle(target, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        var actual = trusted ? CopyTrusted(source, placed, before!.Value, file, advanced, cancel)
            : await CopyHashedAsync(source, placed, advanced, cancel);
        if (actual != file.Sha256)
        {
            return actual;
        }

        cache.Trust(entry, before, file.Sha256);
        return null;
    }

    /// <summary>
    /// Remembers the entries that were linked into a tree as they are now: a name more or another one changes the times.
    /// </summary>
    public void Settle()
    {
        foreach (var (entry, (stamp, digest)) in _linked)
        {
            cache.Trust(entry, stamp, digest);
        }

        cache.Memory.Save();
    }

    private static Digest CopyTrusted(
        SafeFileHandle source, SafeFileHandle placed, FileStamp before, ManifestFile file, Action<long>? advanced,
        CancellationToken cancel)
    {
        if (FileSystem.TryClone(source, placed))
        {
            advanced?.Invoke(file.Size);
        }
        else
        {
            RangeCopy.Run(source, placed, 0, file.Size, Throttle.None, advanced, cancel);
        }

        // An edit in between shows in the entry's times; then only the bytes themselves count.
        return FileSystem.StampOf(source) is { } now && now.HasBytesOf(before)
            ? file.Sha256 : FileHash.Of(placed, null, cancel).Digest;
    }

    private static async Task<Digest> CopyHashedAsync(
        SafeFileHandle source, SafeFileHandle placed, Action<long>? advanced, CancellationToken cancel)
    {
        if (FileSystem.TryClone(source, placed))
        {
            return FileHash.Of(placed, advanced, cancel).Digest;
        }

        var result = await HashedCopy.RunAsync(
            RandomAccess.GetLength(source),
            (offset, count, stop) => RangeCopy.Run(source, placed, offset, count, Throttle.None, advanced, stop),
            placed, cancel);
        return result.Digest;
    }
}
