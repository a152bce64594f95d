namespace Registry.Stores.Transfer;

/// <summary>
/// Holds all streams that share it to one rate together: a bucket that fills with time, and that what is moved empties.
/// Safe from several threads.
/// </summary>
internal sealed class Throttle(long? bytesPerSecond, TimeProvider? clock = null)
{
    /// <summary>What an idle bucket holds, in seconds of the rate: short, so that a limit is one from the start.</summary>
    private const double Depth = 0.1;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly long _started = (clock ?? TimeProvider.System).GetTimestamp();

    /// <summary>When all that was taken so far will have been allowed, in seconds since the start.</summary>
    private double _paidUntil;

    public static Throttle None { get; } = new(null);

    public bool IsLimited => bytesPerSecond is not null;

    /// <summary>Bytes to move in one step, so that under a limit bytes flow evenly instead of in bursts.</summary>
    public int Step(int buffer) => bytesPerSecond is { } rate ? (int)Math.Min(buffer, Math.Max(1024, rate / 10)) : buffer;

    /// <summary>Waits until so many bytes may be moved; first come, first served.</summary>
    public Task TakeAsync(long bytes, CancellationToken cancel)
    {
        var wait = Reserve(bytes);
        return wait > TimeSpan.Zero ? Task.Delay(wait, _clock, cancel) : Task.CompletedTask;
    }

    /// <summary>The same for a thread that copies without waiting on anything else.</summary>
    public void Take(long bytes, CancellationToken cancel)
    {
        var wait = Reserve(bytes);
        if (wait > TimeSpan.Zero)
        {
            Task.Delay(wait, _clock, cancel).Wait(cancel);
        }
    }

    private TimeSpan Reserve(long bytes)
    {
        if (bytesPerSecond is not { } rate)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            var now = _clock.GetElapsedTime(_started).TotalSeconds;
            _paidUntil = Math.Max(_paidUntil, now - Depth) + ((double)bytes / rate);
            return TimeSpan.FromSeconds(Math.Max(0, _paidUntil - now));
        }
    }
}
