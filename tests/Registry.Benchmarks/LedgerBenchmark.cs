using System.Diagnostics;

namespace Registry.Benchmarks;

/// <summary>
/// The ledger beside <c>git for-each-ref</c> with all fields on the same repository, in the same run: whole state
/// without and with the index, one model, growth, memory, and one more event.
/// </summary>
internal sealed class LedgerBenchmark(int largest, int rounds)
{
    private const int Small = 10_000;
    private const int WarmUp = 3;

    /// <summary>Until then the runtime still compiles what it found to be called often.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private const int MostBytesOfATag = 2048;

    /// <summary>
    /// <c>gto show</c> against <c>git for-each-ref</c> with all fields on one repository of 10,000 tags: 24.7 s and
    /// 0.063 s (GTO 1.10.1, 100 models, packed refs).
    /// </summary>
    private const double GtoRatio = 24.7 / 0.063;

    private const string Model = "model-042";

    public async Task<bool> RunAsync()
    {
        var held = true;
        using (var ten = await LedgerFixture.CreateAsync(Small, packed: true))
        {
            held &= await WholeAsync(ten, Small);
            using var twenty = await LedgerFixture.CreateAsync(2 * Small, packed: true);
            held &= await GrowthAsync(ten, twenty);
        }

        using (var many = await LedgerFixture.CreateAsync(largest, packed: true))
        {
            held &= await WholeAsync(many, largest);
            held &= await OneModelAsync(many);
            held &= await OneMoreAsync(many);
        }

        using var loose = await LedgerFixture.CreateAsync(largest, packed: false);
        await CompareAsync($"whole state, {largest} loose refs, no index", double.PositiveInfinity, 3, async () =>
        {
            loose.DropIndex();
            await loose.ReadAllAsync();
        }, loose.ListAllAsync);
        return held;
    }

    private async Task<bool> WholeAsync(LedgerFixture fixture, int tags)
    {
        var (held, ratio) = await CompareAsync($"whole state, {tags} tags, cold", 2.0, rounds, async () =>
        {
            fixture.DropIndex();
            await fixture.ReadAllAsync();
        }, fixture.ListAllAsync);
        if (tags == Small)
        {
            Figures.Report("the same, in times that 'gto show' takes as long (PEERS.md)", GtoRatio / ratio, "x");
        }

        held &= (await CompareAsync(
            $"whole state, {tags} tags, warm index", 0.5, rounds, fixture.ReadAllAsync, fixture.ListAllAsync)).Held;
        await CompareAsync(
            "the same, every message taken apart", double.PositiveInfinity, rounds,
            () => TakeApartAsync(fixture), fixture.ListAllAsync);
        return held & await MemoryAsync(fixture, tags);
    }

    private static async Task TakeApartAsync(LedgerFixture fixture)
    {
        foreach (var e in (await fixture.ReadAllAsync()).SelectMany(state => state.Events))
        {
            _ = (e.Message, e.Tagger);
        }
    }

    /// <summary>What stays on the managed heap while the state is held, read cold and warm.</summary>
    private static async Task<bool> MemoryAsync(LedgerFixture fixture, int tags)
    {
        var (cold, warm) = (new List<long>(), new List<long>());
        for (var i = 0; i < 3; i++)
        {
            fixture.DropIndex();
            cold.Add(await KeptAsync(fixture));
            warm.Add(await KeptAsync(fixture));
        }

        double OfATag(IEnumerable<long> kept) => Figures.Median(kept.Select(bytes => (double)bytes / tags));
        return Figures.Row($"memory of a tag, {tags} tags, cold", OfATag(cold), MostBytesOfATag, "B")
            & Figures.Row($"memory of a tag, {tags} tags, warm", OfATag(warm), MostBytesOfATag, "B");
    }

    private static async Task<long> KeptAsync(LedgerFixture fixture)
    {
        // The rest would run upon the stack of what was awaited, which holds more than is kept.
        await Task.Yield();
        var before = Collected();
        var states = await fixture.ReadAllAsync();
        await Task.Yield();
        var kept = Collected() - before;
        GC.KeepAlive(states);
        return kept;
    }

    private static long Collected()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Twice the tags, against the half.</summary>
    private async Task<bool> GrowthAsync(LedgerFixture ten, LedgerFixture twenty)
    {
        var (cold, _) = await CompareAsync("20,000 tags against 10,000, cold", 2.2, rounds, async () =>
        {
            twenty.DropIndex();
            await twenty.ReadAllAsync();
        }, async () =>
        {
            ten.DropIndex();
            await ten.ReadAllAsync();
        });
        var (warm, _) = await CompareAsync(
            "20,000 tags against 10,000, warm", 2.2, rounds, twenty.ReadAllAsync, ten.ReadAllAsync);
        return cold & warm;
    }

    private async Task<bool> OneModelAsync(LedgerFixture fixture)
    {
        var (warm, _) = await CompareAsync(
            $"one model's stage of {largest} tags, index", 3, 3 * rounds, StageAsync, () => fixture.ListAsync(Model));
        fixture.DropIndex();
        var (cold, _) = await CompareAsync(
            $"one model's stage of {largest} tags, no index", 3, 3 * rounds, StageAsync,
            () => fixture.ListAsync(Model));
        await CompareAsync(
            "the same through the facade, opened anew", double.PositiveInfinity, 3 * rounds,
            async () => await (await ModelRegistry.OpenAsync(fixture.Git.Path)).ResolveAsync($"{Model}#prod"),
            () => fixture.ListAsync(Model));
        return warm & cold;

        async Task StageAsync() => _ = (await fixture.ReadAsync(Model)).Stages["prod"].Key;
    }

    /// <summary>One more event, kept local: everything but the push.</summary>
    private async Task<bool> OneMoreAsync(LedgerFixture fixture)
    {
        await fixture.ReadAllAsync();
        var registry = await ModelRegistry.OpenAsync(fixture.Git.Path);
        var file = fixture["weights.bin"];
        var count = 0;
        var (register, _) = await CompareAsync($"register one more at {largest} tags", 10, 3 * rounds, async () =>
        {
            await File.WriteAllTextAsync(file, $"weights {count}");
            await registry.RegisterAsync(new RegisterRequest { Name = Model, Path = file, NoPush = true });
        }, () => fixture.TagAsync($"bare-{count++}"));
        var newest = await registry.GetVersionsAsync(Model, new VersionQuery()).Take(2).ToListAsync();
        string[] versions = [.. newest.Select(version => version.Version)];
        var (assign, _) = await CompareAsync(
            $"assign one more at {largest} tags", 10, 3 * rounds,
            () => registry.AssignAsync(new AssignRequest
            {
                Name = Model, Version = versions[count % 2], Stage = "prod", NoPush = true,
            }),
            () => fixture.TagAsync($"bare-{count++}"));
        return register & assign;
    }

    /// <summary>Times both sides in turn; the first rounds warm the runtime and are not counted.</summary>
    private static async Task<(bool Held, double Ratio)> CompareAsync(
        string work, double bar, int rounds, Func<Task> ours, Func<Task> peer)
    {
        var times = new List<(TimeSpan Ours, TimeSpan Peer)>();
        var since = Stopwatch.StartNew();
        for (var round = -WarmUp; round < rounds; round++)
        {
            round = round == 0 && times.Count == 0 && since.Elapsed < s_warmUp ? -1 : round;
            var (theirs, own) = (await Figures.TimeAsync(peer), await Figures.TimeAsync(ours));
            if (round >= 0)
            {
                times.Add((own, theirs));
            }
        }

        return (Figures.Row(work, times, bar), Figures.Median(times.Select(time => time.Ours / time.Peer)));
    }
}
