using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>Reads a blob whole, part by part, and hashes what came.</summary>
internal static class BlobReader
{
    private const int PartSize = 16 * 1024 * 1024;

    /// <returns>What the bytes hash to, and their length; null where the store has no such blob.</returns>
    public static async Task<(Digest Digest, long Size)?> TryReadAsync(
        IBlobStore store, Digest digest, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel)
    {
        long? total;
        var offset = 0L;
        do
        {
            total = await store.ReadPartAsync(digest, offset, PartSize, target, advanced, cancel);
            offset += PartSize;
        }
        while (offset < total);

        return total is null ? null : await HashingCopy.RunAsync(target, null, null, cancel);
    }
}
