using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores;
using Registry.Stores.Transfer;

namespace Registry.Operations.Upkeep;

/// <summary>Reads blobs of a store for a look: hashed without being kept, or into a file that goes when it is closed.</summary>
internal static class BlobProbe
{
    private const int PartSize = 8 * 1024 * 1024;
    private const int BufferSize = 1024 * 1024;

    /// <returns>What the bytes hash to, and their length; null where the store has no such blob.</returns>
    public static async Task<(Digest Digest, long Size)?> HashAsync(
        IBlobStore store, Digest digest, Action<long>? advanced, CancellationToken cancel)
    {
        using var part = Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long? total;
        var (offset, size) = (0L, 0L);
        do
        {
            if (!OperatingSystem.IsWindows())
            {
                // A part lands at its own place: of a file that is emptied before, the disk has no more than the part.
                // Windows would fill the gap with zeros each time.
                RandomAccess.SetLength(part, 0);
            }

            total = await store.ReadPartAsync(digest, offset, PartSize, part, advanced, cancel);
            size += Append(hash, part, offset, cancel);
            offset += PartSize;
        }
        while (offset < total);

        return total is null ? null : (Digest.FromHash(hash.GetHashAndReset()), size);
    }

    /// <summary>The bytes of a small blob from the first store that has it whole.</summary>
    /// <exception cref="RegistryException">MLR1202, MLR1403, MLR1201; MLR1005 where it is longer.</exception>
    public static async Task<byte[]> ReadAsync(
        StoreSet stores, Digest digest, string what, int largest, CancellationToken cancel)
    {
        using var file = Open();
        await stores.ReadAsync(
            new BlobDownload(digest, null, file), what, new PartTransfer(new TransferOptions()), null, cancel);
        var length = RandomAccess.GetLength(file);
        if (length > largest)
        {
            throw new RegistryException(
                ErrorCodes.Unreadable, $"The {what} {digest} has {length} bytes, and at most {largest} are read.");
        }

        var bytes = new byte[length];
        return RandomAccess.Read(file, bytes, 0) == length ? bytes : throw new RegistryException(
            ErrorCodes.Unreadable, $"The {what} {digest} could not be read back; see that '{Path.GetTempPath()}' has room.");
    }

    private static long Append(IncrementalHash hash, SafeFileHandle part, long offset, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long size = 0;
            int count;
            while ((count = RandomAccess.Read(part, buffer.AsSpan(0, BufferSize), offset + size)) > 0)
            {
                cancel.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                size += count;
            }

            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SafeFileHandle Open()
    {
        var file = File.OpenHandle(
            Path.Combine(Path.GetTempPath(), $"model-registry-{Guid.NewGuid():N}"),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }
}
