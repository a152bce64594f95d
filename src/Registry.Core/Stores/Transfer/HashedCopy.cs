using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores.Transfer;

/// <summary>Copies a range of a file to where it belongs in the target.</summary>
internal delegate void RangeMove(long offset, int count, CancellationToken cancel);

/// <summary>
/// Copies a file of this machine and hashes what then stands in the target: one thread copies, one hashes close behind it.
/// A file system lets one writer at a time into a file, so that more of them would be in each other's way.
/// </summary>
internal static class HashedCopy
{
    /// <summary>Small, so that hashing follows close behind.</summary>
    private const int StepSize = 4 * 1024 * 1024;

    /// <summary>Steps that copying may be ahead, so that what is hashed is still in memory.</summary>
    private const int MostAhead = 64;

    /// <returns>The digest of the target's first bytes, and how many they are: fewer where the source turned out shorter.</returns>
    public static Task<(Digest Digest, long Size)> RunAsync(
        long size, RangeMove copy, SafeFileHandle target, CancellationToken cancel)
    {
        if (size > StepSize)
        {
            return RunApartAsync(size, copy, target, cancel);
        }

        copy(0, (int)size, cancel);
        using var hash = new RangeHash(target);
        hash.Append(0, size, cancel);
        return Task.FromResult(hash.End());
    }

    private static async Task<(Digest Digest, long Size)> RunApartAsync(
        long size, RangeMove copy, SafeFileHandle target, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var copied = Channel.CreateBounded<(long Offset, int Count)>(
            new BoundedChannelOptions(MostAhead) { SingleReader = true, SingleWriter = true });
        var copying = Task.Factory.StartNew(
            () => CopyAll(size, copy, copied.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        using var hash = new RangeHash(target);
        try
        {
            await foreach (var (offset, count) in copied.Reader.ReadAllAsync(cancel))
            {
                hash.Append(offset, count, cancel);
            }
        }
        finally
        {
            // Nothing may write to the caller's file once this has returned.
            await stop.CancelAsync();
            await copying;
        }

        return hash.End();
    }

    /// <summary>Ends the channel with what went wrong, which is the hashing side's to throw.</summary>
    private static void CopyAll(
        long size, RangeMove copy, ChannelWriter<(long Offset, int Count)> copied, CancellationToken cancel)
    {
        Exception? failure = null;
        try
        {
            for (var offset = 0L; offset < size; offset += StepSize)
            {
                var count = (int)Math.Min(StepSize, size - offset);
                copy(offset, count, cancel);
                if (!copied.TryWrite((offset, count)))
                {
                    copied.WriteAsync((offset, count), cancel).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        copied.Complete(failure);
    }
}
