namespace Registry.Stores.Transfer;

/// <summary>
/// Ends what moves no byte for a time: <see cref="Token"/> is cancelled then, unless <see cref="Moved"/> is called before.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _linked;

    public StallWatch(TimeSpan patience, CancellationToken cancel, TimeProvider? clock = null)
    {
        (_patience, _outer) = (patience, cancel);
        _stalled = new CancellationTokenSource(patience, clock ?? TimeProvider.System);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stalled.Token);
    }

    public CancellationToken Token => _linked.Token;

    public void Moved() => _stalled.CancelAfter(_patience);

    /// <summary>What we wait for ourselves is no stall; <see cref="Moved"/> ends it.</summary>
    public void Pause() => _stalled.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Runs work under the watch; a stall comes out as <see cref="TimeoutException"/>.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(Token);
        }
        catch (Exception e) when (_stalled.IsCancellationRequested && !_outer.IsCancellationRequested)
        {
            throw new TimeoutException($"No byte moved for {_patience.TotalSeconds:0.#} seconds.", e);
        }
    }

    public void Dispose()
    {
        _linked.Dispose();
        _stalled.Dispose();
    }
}
