namespace Registry.Content;

/// <summary>
/// How fast bytes moved lately: what happened some seconds ago counts for little, so that one stall or burst does not make
/// the time left jump.
/// </summary>
internal sealed class TransferRate(TimeProvider clock)
{
    private const double Memory = 3;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);

    private long? _at;
    private long _bytes;
    private double _rate;
    private double _seen;

    /// <summary>Null until something was seen to move for a while.</summary>
    public double? BytesPerSecond => _seen > 0 ? _rate / (1 - Math.Exp(-_seen / Memory)) : null;

    public void Add(long bytes)
    {
        if (_at is not { } last)
        {
            (_at, _bytes) = (clock.GetTimestamp(), bytes);
            return;
        }

        var elapsed = clock.GetElapsedTime(last);
        if (elapsed < s_shortest)
        {
            return;
        }

        // A moving average that begins with nothing would creep up from 0; the division above takes that out again.
        var kept = Math.Exp(-elapsed.TotalSeconds / Memory);
        _rate = (kept * _rate) + ((1 - kept) * Math.Max(0, bytes - _bytes) / elapsed.TotalSeconds);
        _seen += elapsed.TotalSeconds;
        (_at, _bytes) = (clock.GetTimestamp(), bytes);
    }

    /// <summary>Null while nothing moves.</summary>
    public TimeSpan? TimeFor(long bytes) =>
        BytesPerSecond is { } rate and >= 1 && bytes / rate < TimeSpan.FromDays(365).TotalSeconds
            ? TimeSpan.FromSeconds(bytes / rate) : null;
}
