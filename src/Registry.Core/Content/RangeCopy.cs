using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>Copies a range of one file into the same place of another.</summary>
internal static class RangeCopy
{
    private const int BufferSize = 1024 * 1024;

    /// <summary>Stops at the source's end.</summary>
    public static async Task RunAsync(
        SafeFileHandle source, SafeFileHandle target, long offset, int count, Action<long>? advanced, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var end = offset + count; offset < end;)
            {
                var wanted = buffer.AsMemory(0, (int)Math.Min(BufferSize, end - offset));
                var read = await RandomAccess.ReadAsync(source, wanted, offset, cancel);
                if (read == 0)
                {
                    return;
                }

                RandomAccess.Write(target, buffer.AsSpan(0, read), offset);
                offset += read;
                advanced?.Invoke(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
