using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Registry.Stores.Transfer;

namespace Registry.Content;

/// <summary>
/// Copies a range of one file into the same place of another, inside the kernel where it can. A hole stays a hole where
/// the target has one as well.
/// </summary>
internal static class RangeCopy
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Bytes between two looks at whether to go on.</summary>
    private const int Step = 4 * 1024 * 1024;

    /// <summary>Stops at the source's end.</summary>
    /// <param name="advanced">Called with the bytes of each step, once they are written; steps follow one another.</param>
    public static void Run(
        SafeFileHandle source, SafeFileHandle target, long offset, long count, Throttle throttle, Action<long>? advanced,
        CancellationToken cancel)
    {
        var end = Math.Min(offset + count, RandomAccess.GetLength(source));
        while (offset < end)
        {
            cancel.ThrowIfCancellationRequested();
            var step = SkipHole(source, target, offset, end);
            if (step == 0)
            {
                step = Math.Min(throttle.Step(Step), end - offset);
                throttle.Take(step, cancel);
                step = CopyStep(source, target, offset, (int)step);
            }

            if (step == 0)
            {
                return;
            }

            offset += step;
            advanced?.Invoke(step);
        }
    }

    private static long SkipHole(SafeFileHandle source, SafeFileHandle target, long offset, long end)
    {
        var data = Math.Min(FileSystem.NextData(source, offset), end);
        if (data == offset || FileSystem.NextData(target, offset) < data)
        {
            return 0;
        }

        if (RandomAccess.GetLength(target) < data)
        {
            // A byte at its end makes the hole part of the file; setting a length could cut off what another part wrote.
            RandomAccess.Write(target, [0], data - 1);
        }

        return data - offset;
    }

    private static long CopyStep(SafeFileHandle source, SafeFileHandle target, long offset, int count)
    {
        var copied = FileSystem.TryCopyRange(source, target, offset, count);
        if (copied > 0)
        {
            return copied;
        }

        // Some file systems answer 0 or an error where a plain copy works; a real failure shows again here.
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var read = RandomAccess.Read(source, buffer.AsSpan(0, Math.Min(BufferSize, count)), offset);
            RandomAccess.Write(target, buffer.AsSpan(0, read), offset);
            return read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
