using Registry.Content;

namespace Registry.Tests.Content;

public sealed class TransferMeterTests : IProgressSink
{
    private readonly Clock _clock = new();
    private readonly List<TransferProgress> _reports = [];

    [Fact]
    public void Reports_come_at_most_five_times_a_second()
    {
        var meter = new TransferMeter(this, "Saving", 10_000, 1, _clock);
        meter.Begin("a");
        for (var i = 0; i < 10_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            meter.Advance(1);
        }

        meter.EndFile();

        _reports.Count.ShouldBeInRange(40, 53);
        _reports[0].ShouldBe(new TransferProgress("Saving", "a", 0, 10_000, 0, 1));
    }

    [Fact]
    public void The_end_is_always_told()
    {
        var meter = new TransferMeter(this, "Saving", 3, 2, _clock);
        meter.Begin("a");
        meter.Advance(1);
        meter.EndFile();
        meter.Begin("b");
        meter.Advance(2);
        meter.EndFile();

        _reports[^1].ShouldBe(new TransferProgress("Saving", "b", 3, 3, 2, 2));
    }

    [Fact]
    public void Rate_and_time_left_are_unknown_at_first_and_right_at_a_steady_pace()
    {
        var meter = new TransferMeter(this, "Saving", 1_000_000, 1, _clock);
        meter.Begin("a");
        _reports[0].BytesPerSecond.ShouldBeNull();
        _reports[0].TimeLeft.ShouldBeNull();

        Run(meter, seconds: 4, perSecond: 100_000);

        _reports[^1].BytesPerSecond.ShouldNotBeNull().ShouldBe(100_000, 1);
        _reports[^1].TimeLeft.ShouldNotBeNull().TotalSeconds.ShouldBe(6, 0.1);
    }

    [Fact]
    public void A_short_stall_does_not_make_the_time_left_jump_and_a_new_pace_is_taken_up_within_seconds()
    {
        var meter = new TransferMeter(this, "Saving", 10_000_000, 1, _clock);
        Run(meter, seconds: 10, perSecond: 100_000);
        Run(meter, seconds: 0.4, perSecond: 0);
        _reports[^1].BytesPerSecond.ShouldNotBeNull().ShouldBeInRange(80_000, 100_000);

        Run(meter, seconds: 15, perSecond: 400_000);
        _reports[^1].BytesPerSecond.ShouldNotBeNull().ShouldBeInRange(390_000, 400_000);
    }

    void IProgressSink.Report(TransferProgress progress) => _reports.Add(progress);

    void IProgressSink.Write(RegistryMessage message)
    {
    }

    private void Run(TransferMeter meter, double seconds, int perSecond)
    {
        for (var i = 0; i < seconds * 5; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            meter.Advance(perSecond / 5);
        }
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
