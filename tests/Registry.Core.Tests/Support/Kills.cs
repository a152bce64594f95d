using System.Diagnostics;

namespace Registry.Tests.Support;

/// <summary>
/// Kills a process at random moments from its start to a little beyond its normal end; how often, says
/// <see cref="Soak"/>.
/// </summary>
internal sealed class Kills(int usual = 40)
{
    public int Times { get; } = Soak.Times(usual);

    /// <summary>Runs each round to its end or its kill, and checks after it.</summary>
    /// <param name="usual">A run that nobody kills; the delays are drawn by how long the second one takes.</param>
    public async Task RunAsync(
        ITestOutputHelper output, Action<int> usual, Func<int, TimeSpan, bool> round, Func<int, Task> check)
    {
        var seed = Soak.Seed(output);
        usual(0);
        var watch = Stopwatch.StartNew();
        usual(1);
        var normal = watch.Elapsed;
        var random = new Random(seed);
        var killed = 0;
        for (var i = 0; i < Times; i++)
        {
            var after = normal * random.NextDouble() * 1.25;
            killed += round(i, after) ? 1 : 0;
            try
            {
                await check(i);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"Round {i}, killed after {after.TotalMilliseconds:0} ms of about {normal.TotalMilliseconds:0}, "
                    + $"seed {seed}: {e.Message}", e);
            }
        }

        output.WriteLine($"{killed} of {Times} were killed; a run takes {normal.TotalMilliseconds:0} ms");
        killed.ShouldBeGreaterThan(0);
    }
}
