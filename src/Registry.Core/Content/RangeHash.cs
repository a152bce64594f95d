using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>Hashes a file range by range, in order, as they come to stand in it.</summary>
internal sealed class RangeHash(SafeFileHandle file) : IDisposable
{
    private const int BufferSize = 512 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _size;

    /// <summary>Stops at the file's end.</summary>
    /// <param name="advanced">Called with the bytes of each step.</param>
    public void Append(long offset, long count, CancellationToken cancel, Action<long>? advanced = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var end = offset + count; offset < end;)
            {
                cancel.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferSize, end - offset)), offset);
                if (read == 0)
                {
                    break;
                }

                _hash.AppendData(buffer, 0, read);
                offset += read;
                _size += read;
                advanced?.Invoke(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What was hashed since the last call.</summary>
    public (Digest Digest, long Size) End()
    {
        var size = _size;
        _size = 0;
        return (Digest.FromHash(_hash.GetHashAndReset()), size);
    }

    public void Dispose() => _hash.Dispose();
}
