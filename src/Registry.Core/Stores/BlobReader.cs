using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores;

/// <summary>Reads a blob whole, in parts, and hashes what came.</summary>
internal static class BlobReader
{
    /// <returns>What the bytes hash to, and their length; null where the store has no such blob.</returns>
    public static Task<(Digest Digest, long Size)?> TryReadAsync(
        IBlobStore store, Digest digest, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel) =>
        TryReadAsync(store, new BlobDownload(digest, null, target), new PartTransfer(new TransferOptions()), advanced, cancel);

    public static async Task<(Digest Digest, long Size)?> TryReadAsync(
        IBlobStore store, BlobDownload download, PartTransfer transfer, Action<long>? advanced, CancellationToken cancel)
    {
        var (digest, target) = (download.Digest, download.Target);
        var partSize = transfer.Options.DownloadPartOf(download.Size);
        var first = download.Size is null
            ? await store.ReadPartAsync(digest, 0, partSize, target, advanced, cancel) : null;
        if ((download.Size ?? first) is not { } size)
        {
            return null;
        }

        if (first <= partSize || size == 0)
        {
            return await SmallAsync();
        }

        var journal = download.Journal;
        try
        {
            return await transfer.RunAsync(size, partSize, MoveAsync, target, cancel);
        }
        catch (OtherLengthException e) when (e.Length is null)
        {
            return null;
        }
        catch (OtherLengthException e) when (e.Length > size + partSize)
        {
            // What so much hashes to is not worth it.
            throw new LongerBlobException(e.Length.Value);
        }
        catch (OtherLengthException)
        {
            // What it hashes to is told all the same.
            RandomAccess.SetLength(target, 0);
            return await TryReadAsync(store, new BlobDownload(digest, null, target), transfer, null, cancel);
        }

        async Task<(Digest, long)?> SmallAsync() =>
            first is null && await store.ReadPartAsync(digest, 0, partSize, target, advanced, cancel) is null
                ? null : FileHash.Of(target, null, cancel);

        async Task MoveAsync(long part, long offset, int count, Action<long> arrived, CancellationToken stop)
        {
            if (part == 0 && first is not null)
            {
                return;
            }

            var done = journal?.DoneOf(part) ?? 0;
            if (done > 0)
            {
                advanced?.Invoke(done);
                arrived(done);
            }

            if (done == count)
            {
                return;
            }

            var length = await store.ReadPartAsync(
                digest, offset + done, count - done, target,
                bytes =>
                {
                    journal?.Advance(part, bytes);
                    advanced?.Invoke(bytes);
                    arrived(bytes);
                },
                stop);
            if (length != size)
            {
                throw new OtherLengthException(length);
            }

            journal?.End(part, count);
        }
    }

    /// <summary>The store's blob has more bytes than its digest is of.</summary>
    internal sealed class LongerBlobException(long length) : Exception
    {
        public long Length => length;
    }

    /// <summary>The store's blob is not there, or not of the length it should have.</summary>
    private sealed class OtherLengthException(long? length) : Exception
    {
        public long? Length => length;
    }
}
