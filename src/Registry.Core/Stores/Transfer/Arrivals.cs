namespace Registry.Stores.Transfer;

/// <summary>How many bytes of each part of a file have arrived; one reader may wait for more of one part.</summary>
internal sealed class Arrivals(long parts)
{
    private readonly long[] _bytes = new long[parts];
    private Waiter? _waiter;

    public long Of(long part) => Volatile.Read(ref _bytes[part]);

    public void Add(long part, long bytes)
    {
        var there = Interlocked.Add(ref _bytes[part], bytes);
        if (Volatile.Read(ref _waiter) is { } waiter && waiter.Part == part && there >= waiter.Bytes)
        {
            waiter.Arrived.TrySetResult();
        }
    }

    /// <summary>Ends once so many bytes of a part are there; a part that ends earlier, or fails, never ends it.</summary>
    public Task WaitAsync(long part, long bytes)
    {
        var waiter = new Waiter(part, bytes);
        Interlocked.Exchange(ref _waiter, waiter);
        if (Of(part) >= bytes)
        {
            waiter.Arrived.TrySetResult();
        }

        return waiter.Arrived.Task;
    }

    private sealed record Waiter(long Part, long Bytes)
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
