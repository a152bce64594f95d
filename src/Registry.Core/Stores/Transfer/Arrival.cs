namespace Registry.Stores.Transfer;

/// <summary>How many bytes of a part have arrived; one reader may wait for more.</summary>
internal sealed class Arrival
{
    private long _bytes;
    private Waiter? _waiter;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes)
    {
        var there = Interlocked.Add(ref _bytes, bytes);
        if (Volatile.Read(ref _waiter) is { } waiter && there >= waiter.Bytes)
        {
            waiter.Arrived.TrySetResult();
        }
    }

    /// <summary>Ends once so many bytes are there; where the part ends earlier, or fails, it never ends.</summary>
    public Task WaitAsync(long bytes)
    {
        var waiter = new Waiter(bytes);
        Interlocked.Exchange(ref _waiter, waiter);
        if (Bytes >= bytes)
        {
            waiter.Arrived.TrySetResult();
        }

        return waiter.Arrived.Task;
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
