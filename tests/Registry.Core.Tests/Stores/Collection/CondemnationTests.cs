using System.Text;
using Registry.Content;
using Registry.Stores.Collection;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.Collection;

/// <summary>
/// A writer that puts a condemned blob again and a sweeper that deletes it, in every order of their operations there is,
/// with either of them killed before any of its operations: what was named at the end is there.
/// </summary>
public sealed class CondemnationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(7);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task No_order_of_a_writer_and_a_sweeper_loses_a_wanted_blob(bool isThere) =>
        ExploreAsync(() => new Case(isThere), _ => null);

    [Fact]
    public Task No_kill_of_a_sweeper_loses_a_wanted_blob_or_keeps_the_writer_for_ever() =>
        ExploreAsync(() => new Case(isThere: true), c => c.Sweepers[0]);

    [Fact]
    public Task No_kill_of_a_writer_keeps_its_blob_for_ever() => ExploreAsync(() => new Case(isThere: true), c => c.Writer);

    [Fact]
    public Task Two_sweepers_lose_no_more_than_one() => Task.Run(async () =>
    {
        var seed = Environment.GetEnvironmentVariable("REGISTRY_TEST_SEED") is { } text ? int.Parse(text) : Random.Shared.Next();
        output.WriteLine($"REGISTRY_TEST_SEED={seed}");
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var it = new Case(isThere: i % 2 == 0, sweepers: 2);
            it.Order.Run(random, (i % 3) switch { 0 => it.Sweepers[0], 1 => it.Sweepers[1], _ => null });
            await it.CheckAsync($"seed {seed}, round {i}");
        }
    });

    /// <summary>Off the test's own synchronization, so that what is released runs at once.</summary>
    private Task ExploreAsync(Func<Case> create, Func<Case, Interleaving.Actor?> kills) => Task.Run(async () =>
    {
        var (ends, known) = (0, new HashSet<string>());
        for (IReadOnlyList<int>? next = []; next is not null;)
        {
            var it = create();
            if (it.Order.Run(next, known, kills(it)))
            {
                ends++;
                await it.CheckAsync(string.Join(' ', it.Order.Choices.Select(choice => choice.Chosen)));
            }

            next = Interleaving.Next(it.Order.Choices);
        }

        output.WriteLine($"{known.Count} states, {ends} ends");
        known.Count.ShouldBeGreaterThan(100);
    });

    /// <summary>One store with one condemned blob whose grace is over, a writer that wants it, and sweepers.</summary>
    private sealed class Case
    {
        private const string Text = "weights";
        private readonly MemoryStore _store = new();
        private readonly Digest _digest;
        private bool _isNamed;

        public Case(bool isThere, int sweepers = 1)
        {
            _digest = _store.Condemn(Text, s_grace + TimeSpan.FromHours(1), isThere);
            Order = new Interleaving
            {
                Pass = span => _store.Now += span,
                State = () => $"{_store.State} {_store.Now.Ticks} {_isNamed}",
            };
            Writer = Order.Add("writer");
            Sweepers = [.. Enumerable.Range(0, sweepers).Select(i => Order.Add($"sweeper {i}"))];
            Writer.Start(WriteAsync);
            foreach (var sweeper in Sweepers)
            {
                sweeper.Start(() => SweepAsync(sweeper));
            }
        }

        public Interleaving Order { get; }

        public Interleaving.Actor Writer { get; }

        public IReadOnlyList<Interleaving.Actor> Sweepers { get; }

        public async Task CheckAsync(string order)
        {
            if (_isNamed)
            {
                _store.Has(_digest).ShouldBeTrue($"lost: {order}");
            }

            // Whoever was killed, the next run two days later ends what is left: gone, or kept for who named it.
            Writer.IsKilled.ShouldBe(!_isNamed, order);
            _store.Now += TimeSpan.FromDays(2);
            await NewSweeper(_store, null).RunAsync(CancellationToken.None);
            _store.Now += s_grace + TimeSpan.FromDays(1);
            await NewSweeper(_store, null).RunAsync(CancellationToken.None);
            _store.Now += s_grace + TimeSpan.FromDays(1);
            await NewSweeper(_store, null).RunAsync(CancellationToken.None);
            _store.Has(_digest).ShouldBe(_isNamed, order);
            _store.Keys.Count().ShouldBe(_isNamed ? 1 : 0, order);
        }

        private async Task WriteAsync()
        {
            await Writer.TurnAsync();
            var store = _store.As(Writer);
            var clock = new WatchClock(new StoreTime(_store), (_, _) => Writer.WaitAsync());
            var watch = await PutWatch.BeginAsync(store, null, CancellationToken.None, clock);
            await store.PutBytesAsync(Encoding.UTF8.GetBytes(Text), CancellationToken.None);
            if ((await watch.SecureAsync([_digest], CancellationToken.None)).Contains(_digest))
            {
                await store.PutBytesAsync(Encoding.UTF8.GetBytes(Text), CancellationToken.None);
            }

            await Writer.TurnAsync();
            _isNamed = true;
        }

        private async Task SweepAsync(Interleaving.Actor sweeper)
        {
            await sweeper.TurnAsync();
            await NewSweeper(_store.As(sweeper), sweeper).RunAsync(CancellationToken.None);
        }

        private Sweeper NewSweeper(MemoryStore store, Interleaving.Actor? actor) => new(
            store, s_grace, async _ =>
            {
                await (actor?.TurnAsync() ?? Task.CompletedTask);
                actor?.Observe($"named {_isNamed}");
                return new Mark(_isNamed ? new HashSet<Digest> { _digest } : [], new HashSet<Digest> { _digest });
            }, new StoreTime(_store));

        /// <summary>A clock for who measures: the store's, which passes where all wait.</summary>
        private sealed class StoreTime(MemoryStore store) : TimeProvider
        {
            public override long TimestampFrequency => TimeSpan.TicksPerSecond;

            public override long GetTimestamp() => store.Now.Ticks;

            public override DateTimeOffset GetUtcNow() => store.Now;
        }
    }
}
