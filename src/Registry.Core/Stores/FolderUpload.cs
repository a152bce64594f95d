using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores;

/// <summary>
/// Brings a file into a store's folder, under a private name: parts that an earlier attempt left are compared with the
/// source, and only what differs is sent.
/// </summary>
internal sealed class FolderUpload(BlobLayout layout, Throttle throttle)
{
    /// <returns>The file as it was written; it is the caller's to dispose of.</returns>
    public async Task<PendingBlob> RunAsync(
        SourceFile file, SafeFileHandle source, Action<long> advanced, CancellationToken cancel)
    {
        var size = RandomAccess.GetLength(source);
        var pending = PendingBlob.Open(layout, file, source, size);
        try
        {
            var present = RandomAccess.GetLength(pending.File);
            if (present > size)
            {
                RandomAccess.SetLength(pending.File, size);
            }

            await using var behind = new WriteBehind(pending.File);
            (pending.Digest, pending.Size) = await HashedCopy.RunAsync(
                size,
                (offset, count, stop) =>
                {
                    Move(source, pending.File, offset, count, present, advanced, stop);
                    behind.Advance(offset + count, isEnd: offset + count == size);
                },
                pending.File, cancel);
            return pending;
        }
        catch
        {
            pending.Dispose();
            throw;
        }
    }

    private void Move(
        SafeFileHandle source, SafeFileHandle target, long offset, int count, long present, Action<long> advanced,
        CancellationToken cancel)
    {
        var same = offset < present ? RangeCompare.Run(source, target, offset, count, cancel) : 0;
        if (same > 0)
        {
            advanced(same);
        }

        RangeCopy.Run(source, target, offset + same, count - same, throttle, advanced, cancel);
    }
}
