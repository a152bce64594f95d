using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores.Transfer;

/// <summary>Moves a part to its place in the target; the caller knows where from.</summary>
/// <param name="arrived">Told of bytes once they stand there, in the part's order.</param>
internal delegate Task PartMove(long part, long offset, int count, Action<long> arrived, CancellationToken cancel);

/// <summary>
/// The way in which bytes come from a store: parts are moved into a private file, several at once, and the file's bytes are
/// hashed in order behind them. The digest is that of what was written, wherever it came from, and memory does not grow
/// with the file. Within this machine, <see cref="HashedCopy"/> does it.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle has nothing to dispose of.")]
internal sealed class PartTransfer(TransferOptions options)
{
    /// <summary>Bytes that are worth waking up for to hash them.</summary>
    private const int HashStep = 1024 * 1024;

    /// <summary>Parts of all files of one operation that may be under way.</summary>
    private readonly SemaphoreSlim _slots = new(options.Parallel);

    public TransferOptions Options => options;

    public static long CountParts(long size, int partSize) => (size / partSize) + (size % partSize > 0 ? 1 : 0);

    /// <summary>Moves all parts and hashes what then stands in the target, up to that size.</summary>
    public Task<(Digest Digest, long Size)> RunAsync(
        long size, int partSize, PartMove move, SafeFileHandle target, CancellationToken cancel) =>
        RunAsync(new Plan(size, partSize), move, target, cancel);

    private async Task<(Digest Digest, long Size)> RunAsync(
        Plan plan, PartMove move, SafeFileHandle target, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var hash = new RangeHash(target);
        var moving = new Queue<(Task Task, Arrival Arrival)>();
        try
        {
            var next = 0L;
            for (var part = 0L; part < plan.Parts; part++)
            {
                for (; next < plan.Parts && moving.Count <= options.Parallel; next++)
                {
                    var arrival = new Arrival();
                    moving.Enqueue((MoveAsync(plan, next, move, arrival, stop.Token), arrival));
                }

                await HashAsync(plan, part, moving.Peek(), hash, cancel);
                moving.Dequeue();
            }

            return hash.End();
        }
        catch
        {
            // Nothing may write to the caller's file once this has returned; the first failure is the one to tell.
            await stop.CancelAsync();
            await Task.WhenAll(moving.Select(part => part.Task)).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Hashes a part while it comes, so that little is left to do when its last bytes are there.</summary>
    private static async Task HashAsync(
        Plan plan, long part, (Task Task, Arrival Arrival) moving, RangeHash hash, CancellationToken cancel)
    {
        var (offset, count, hashed) = (plan.OffsetOf(part), plan.CountOf(part), 0L);
        while (!moving.Task.IsCompleted)
        {
            if (Math.Min(moving.Arrival.Bytes, count) - hashed is >= HashStep and var ready)
            {
                hash.Append(offset + hashed, ready, cancel);
                hashed += ready;
            }
            else
            {
                await Task.WhenAny(moving.Task, moving.Arrival.WaitAsync(hashed + HashStep));
            }
        }

        await moving.Task;
        hash.Append(offset + hashed, count - hashed, cancel);
    }

    private Task MoveAsync(Plan plan, long part, PartMove move, Arrival arrival, CancellationToken cancel)
    {
        return plan.Parts == 1 ? InSlotAsync() : Task.Run(InSlotAsync, CancellationToken.None);

        async Task InSlotAsync()
        {
            await _slots.WaitAsync(cancel);
            try
            {
                await move(part, plan.OffsetOf(part), plan.CountOf(part), arrival.Add, cancel);
            }
            finally
            {
                _slots.Release();
            }
        }
    }

    /// <summary>How a file is cut.</summary>
    private sealed record Plan(long Size, int PartSize)
    {
        public long Parts { get; } = CountParts(Size, PartSize);

        public long OffsetOf(long part) => part * PartSize;

        public int CountOf(long part) => (int)Math.Min(PartSize, Size - OffsetOf(part));
    }
}
