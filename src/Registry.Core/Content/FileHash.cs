using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>Hashes a file. Memory does not grow with it.</summary>
internal static class FileHash
{
    private const int BufferSize = 512 * 1024;

    /// <summary>A file that grows or shrinks meanwhile is hashed as it is read.</summary>
    /// <param name="advanced">Called with the bytes of each step.</param>
    public static (Digest Digest, long Size) Of(SafeFileHandle source, Action<long>? advanced, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            while (RandomAccess.Read(source, buffer.AsSpan(0, BufferSize), offset) is var count and > 0)
            {
                cancel.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                offset += count;
                advanced?.Invoke(count);
            }

            return (Digest.FromHash(hash.GetHashAndReset()), offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
