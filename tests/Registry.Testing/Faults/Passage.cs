namespace Registry.Testing;

/// <summary>The connection is to be reset.</summary>
internal sealed class CutException : Exception;

/// <summary>
/// One direction of one exchange: passes bytes on, cuts, stalls, alters or ends them where it is told to.
/// </summary>
/// <param name="peer">Where they go; null for nowhere.</param>
internal sealed class Passage(FaultProxy proxy, HttpPeer? peer, bool toServer)
{
    private long _wire;
    private long _body;

    public long? CutAt { get; init; }

    public long? StallAt { get; init; }

    public long? AlterAt { get; init; }

    public long? EndAt { get; init; }

    /// <summary>Whether it has ended before its time.</summary>
    public bool IsOver => _body >= EndAt;

    public async Task HeadAsync(HttpHead head, CancellationToken cancel)
    {
        await StallAsync(-1, cancel);
        await PassAsync(head.ToBytes(), cancel);
        await StallAsync(0, cancel);
    }

    /// <returns>How much of it went on.</returns>
    public async Task<int> BodyAsync(Memory<byte> bytes, CancellationToken cancel)
    {
        if (EndAt - _body is { } toEnd && toEnd < bytes.Length)
        {
            bytes = bytes[..(int)toEnd];
        }

        if (AlterAt - _body is >= 0 and var at && at < bytes.Length)
        {
            bytes.Span[(int)at] ^= 0x40;
        }

        if (StallAt - _body is { } toStall && toStall < bytes.Length)
        {
            await PassAsync(bytes[..(int)toStall], cancel);
            await StallAsync(bytes.Length, cancel);
        }

        await PassAsync(bytes, cancel);
        _body += bytes.Length;
        return bytes.Length;
    }

    /// <summary>Stays until the test ends where the next bytes are those at which to stall.</summary>
    private async Task StallAsync(int next, CancellationToken cancel)
    {
        if (StallAt is { } at && at <= _body + next)
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
    }

    private async Task PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var passing = proxy.Count(bytes.Length, toServer);
        var cut = passing < bytes.Length;
        if (CutAt - _wire is { } toCut && toCut < passing)
        {
            (passing, cut) = ((int)toCut, true);
        }

        if (peer is not null)
        {
            await peer.WriteAsync(bytes[..passing], cancel);
        }

        _wire += passing;
        if (cut)
        {
            throw new CutException();
        }
    }
}
