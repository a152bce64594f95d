using Registry.Stores.Transfer;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.Transfer;

public sealed class ThrottleTests
{
    [Fact]
    public async Task What_is_moved_takes_the_time_that_the_rate_says()
    {
        var clock = new JumpingClock();
        var throttle = new Throttle(1_000_000, clock);

        for (var i = 0; i < 100; i++)
        {
            await throttle.TakeAsync(100_000, CancellationToken.None);
        }

        clock.Elapsed.TotalSeconds.ShouldBeInRange(9.5, 10.5);
    }

    [Fact]
    public async Task Several_streams_share_the_rate()
    {
        var clock = new JumpingClock();
        var throttle = new Throttle(1_000_000, clock);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => throttle.TakeAsync(1_000_000, CancellationToken.None)));

        clock.Elapsed.TotalSeconds.ShouldBeInRange(3.8, 4.1);
    }

    [Fact]
    public void What_waited_in_a_thread_took_as_long()
    {
        var clock = new JumpingClock();

        new Throttle(1000, clock).Take(5000, CancellationToken.None);

        clock.Elapsed.TotalSeconds.ShouldBeInRange(4.8, 5.1);
    }

    [Fact]
    public async Task Without_a_limit_nothing_waits()
    {
        var clock = new JumpingClock();

        await new Throttle(null, clock).TakeAsync(long.MaxValue, CancellationToken.None);

        clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = new Throttle(1).TakeAsync(1_000_000, cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }
}
