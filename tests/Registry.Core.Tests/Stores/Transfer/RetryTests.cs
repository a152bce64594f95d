using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Registry.Stores.Transfer;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.Transfer;

public sealed class RetryTests
{
    public static TheoryData<Exception, bool> Failures => new()
    {
        { new SocketException((int)SocketError.ConnectionReset), true },
        { new HttpRequestException("cut", new SocketException((int)SocketError.ConnectionRefused)), true },
        { new HttpRequestException("name", new SocketException((int)SocketError.HostNotFound)), false },
        { new HttpRequestException("tls", new AuthenticationException("untrusted")), false },
        { new HttpIOException(HttpRequestError.ResponseEnded), true },
        { new IOException("body", new SocketException((int)SocketError.ConnectionReset)), true },
        { new IOException("No space left on device"), false },
        { new TimeoutException(), true },
        { new HttpRequestException("busy", null, HttpStatusCode.ServiceUnavailable), true },
        { new HttpRequestException("slow", null, HttpStatusCode.TooManyRequests), true },
        { new HttpRequestException("no", null, HttpStatusCode.Forbidden), false },
        { new InvalidOperationException(), false },
    };

    [Fact]
    public async Task What_passes_is_tried_again_until_it_succeeds()
    {
        var clock = new JumpingClock();
        var attempts = 0;

        var result = await new Retry(clock, () => 1).RunAsync(
            () => ++attempts < 4 ? throw new TimeoutException() : Task.FromResult("done"), Retry.IsPassing,
            CancellationToken.None);

        result.ShouldBe("done");
        clock.Waits.ShouldBe([.. new[] { 250, 500, 1000 }.Select(ms => TimeSpan.FromMilliseconds(ms))]);
    }

    [Fact]
    public async Task Attempts_are_bounded_and_so_are_the_waits()
    {
        var clock = new JumpingClock();
        var attempts = 0;

        await Should.ThrowAsync<TimeoutException>(() => new Retry(clock, () => 1).RunAsync(
            () =>
            {
                attempts++;
                throw new TimeoutException();
            },
            Retry.IsPassing, CancellationToken.None));

        attempts.ShouldBe(Retry.MostAttempts);
        Retry.LongestWait(30).ShouldBe(TimeSpan.FromSeconds(10));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_does_not_pass_is_not_tried_again()
    {
        var attempts = 0;

        await Should.ThrowAsync<InvalidOperationException>(() => new Retry(new JumpingClock()).RunAsync(
            Task () =>
            {
                attempts++;
                throw new InvalidOperationException();
            },
            Retry.IsPassing, CancellationToken.None));

        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var failed = new TaskCompletionSource();
        var running = new Retry(chance: () => 1).RunAsync(
            Task () =>
            {
                failed.TrySetResult();
                throw new TimeoutException();
            },
            Retry.IsPassing, cancel.Token);

        await failed.Task;
        await cancel.CancelAsync();

        var thrown = await Should.ThrowAsync<Exception>(running);
        (thrown is OperationCanceledException or TimeoutException).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failures_that_may_pass_are_known(Exception failure, bool passes) =>
        Retry.IsPassing(failure).ShouldBe(passes);

    [Fact]
    public async Task What_moves_nothing_is_ended()
    {
        using var watch = new StallWatch(TimeSpan.FromMilliseconds(20), CancellationToken.None);

        var failure = await Should.ThrowAsync<TimeoutException>(() => watch.RunAsync(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return true;
        }));

        Retry.IsPassing(failure).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancelled_transfer_is_no_stall()
    {
        using var cancel = new CancellationTokenSource();
        using var watch = new StallWatch(TimeSpan.FromMinutes(5), cancel.Token);
        var running = watch.RunAsync(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return true;
        });

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
    }
}
