using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores.Transfer;

/// <summary>Moves a part to its place in the target; the caller knows where from.</summary>
internal delegate Task PartMove(long part, long offset, int count, CancellationToken cancel);

/// <summary>
/// The one way in which bytes come to a store's folder or to the cache: parts are moved into a private file, several at
/// once, and the file's bytes are hashed in order behind them. The digest is that of what was written, wherever it came
/// from, and memory does not grow with the file.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle has nothing to dispose of.")]
internal sealed class PartTransfer(TransferOptions options)
{
    private const int BufferSize = 512 * 1024;

    /// <summary>Small, so that hashing follows close behind.</summary>
    private const int CopySize = 4 * 1024 * 1024;

    /// <summary>Parts of all files of one operation that may be under way.</summary>
    private readonly SemaphoreSlim _slots = new(options.Parallel);

    public TransferOptions Options => options;

    public static long CountParts(long size, int partSize) => (size / partSize) + (size % partSize > 0 ? 1 : 0);

    /// <summary>
    /// Copies from a file and hashes what then stands in the target. Parts follow one another: a file system lets one writer
    /// at a time into a file, and several would only be in each other's way.
    /// </summary>
    public Task<(Digest Digest, long Size)> CopyAsync(
        long size, Action<long, int, CancellationToken> copy, SafeFileHandle target, CancellationToken cancel) => RunAsync(
            new Plan(size, CopySize, InTurn: true),
            (_, offset, count, stop) =>
            {
                copy(offset, count, stop);
                return Task.CompletedTask;
            },
            target, cancel);

    /// <summary>Moves all parts and hashes what then stands in the target, up to that size.</summary>
    public Task<(Digest Digest, long Size)> RunAsync(
        long size, int partSize, PartMove move, SafeFileHandle target, CancellationToken cancel) =>
        RunAsync(new Plan(size, partSize, InTurn: false), move, target, cancel);

    private async Task<(Digest Digest, long Size)> RunAsync(
        Plan plan, PartMove move, SafeFileHandle target, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var moving = new Queue<Task>();
        var last = Task.CompletedTask;
        try
        {
            var (next, hashed) = (0L, 0L);
            for (var part = 0L; part < plan.Parts; part++)
            {
                for (; next < plan.Parts && moving.Count <= options.Parallel; next++)
                {
                    moving.Enqueue(last = MoveAsync(plan, next, plan.InTurn ? last : Task.CompletedTask, move, stop.Token));
                }

                await moving.Dequeue();
                hashed += Hash(hash, target, plan.OffsetOf(part), plan.CountOf(part), cancel);
            }

            return (Digest.FromHash(hash.GetHashAndReset()), hashed);
        }
        catch
        {
            // Nothing may write to the caller's file once this has returned; the first failure is the one to tell.
            await stop.CancelAsync();
            await Task.WhenAll(moving).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private Task MoveAsync(Plan plan, long part, Task before, PartMove move, CancellationToken cancel)
    {
        return plan.Parts == 1 ? InSlotAsync() : Task.Run(InSlotAsync, CancellationToken.None);

        async Task InSlotAsync()
        {
            await before;
            await _slots.WaitAsync(cancel);
            try
            {
                await move(part, plan.OffsetOf(part), plan.CountOf(part), cancel);
            }
            finally
            {
                _slots.Release();
            }
        }
    }

    private static long Hash(
        IncrementalHash hash, SafeFileHandle target, long offset, long count, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var done = 0L;
            while (done < count)
            {
                cancel.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(
                    target, buffer.AsSpan(0, (int)Math.Min(BufferSize, count - done)), offset + done);
                if (read == 0)
                {
                    break;
                }

                hash.AppendData(buffer, 0, read);
                done += read;
            }

            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>How a file is cut.</summary>
    private sealed record Plan(long Size, int PartSize, bool InTurn)
    {
        public long Parts { get; } = CountParts(Size, PartSize);

        public long OffsetOf(long part) => part * PartSize;

        public int CountOf(long part) => (int)Math.Min(PartSize, Size - OffsetOf(part));
    }
}
