using System.Diagnostics;

namespace Registry.Ledger.Publishing;

/// <summary>
/// Waits between attempts, with jitter: writers that lost together must not come back together. How long follows from
/// how long an attempt takes, so that it fits a local disk and a slow host alike.
/// </summary>
internal sealed class Backoff
{
    /// <summary>Attempts before a writer gives up.</summary>
    public const int MostTries = 16;

    private const int Shortest = 10;
    private const int Longest = 3000;
    private const int MostDoublings = 4;
    private readonly Stopwatch _attempt = Stopwatch.StartNew();

    /// <summary>Called before each attempt; the first, numbered 1, does not wait.</summary>
    public async Task BeforeAsync(int attempt, CancellationToken cancel)
    {
        if (attempt > 1)
        {
            var took = Math.Clamp(_attempt.Elapsed.TotalMilliseconds, Shortest, Longest);
            var most = took * (1 << Math.Min(attempt - 1, MostDoublings));
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * most), cancel);
        }

        _attempt.Restart();
    }
}
