using Registry.Tests.Support;

namespace Registry.Tests.Operations.Retention;

/// <summary>
/// Histories at random: what an oracle of its own says is erased is erased and nothing else, no blob that is kept is ever
/// gone, and in the end nothing but them is left.
/// </summary>
public sealed class RandomHistoryTests(ITestOutputHelper output)
{
    private const int Histories = 10_000;

    [Fact]
    public async Task No_kept_blob_is_deleted_and_everything_condemned_is_gone()
    {
        var seed = Environment.GetEnvironmentVariable("REGISTRY_TEST_SEED") is { } text ? int.Parse(text) : Random.Shared.Next();
        output.WriteLine($"REGISTRY_TEST_SEED={seed}");
        var erased = 0;
        await Parallel.ForAsync(0, Histories, async (i, _) =>
        {
            var world = new RetentionWorld(new Random(unchecked(seed + i)));
            try
            {
                await world.LiveAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"History {i} of seed {seed}: {e.Message}", e);
            }

            Interlocked.Add(ref erased, world.Erased);
        });

        output.WriteLine($"{erased} versions were erased");
        erased.ShouldBeGreaterThan(Histories / 2);
    }
}
