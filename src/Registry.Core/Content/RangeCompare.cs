using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>Tells how far two files are the same from a place on.</summary>
internal static class RangeCompare
{
    private const int BufferSize = 256 * 1024;

    /// <returns>Bytes that are equal, in whole buffers; at most the count.</returns>
    public static int Run(SafeFileHandle one, SafeFileHandle other, long offset, int count, CancellationToken cancel)
    {
        var (left, right) = (ArrayPool<byte>.Shared.Rent(BufferSize), ArrayPool<byte>.Shared.Rent(BufferSize));
        try
        {
            var done = 0;
            while (done < count)
            {
                cancel.ThrowIfCancellationRequested();
                var wanted = Math.Min(BufferSize, count - done);
                var read = RandomAccess.Read(one, left.AsSpan(0, wanted), offset + done);
                if (read == 0 || RandomAccess.Read(other, right.AsSpan(0, read), offset + done) != read
                    || !left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
                {
                    return done;
                }

                done += read;
            }

            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(left);
            ArrayPool<byte>.Shared.Return(right);
        }
    }
}
