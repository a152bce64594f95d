using System.Diagnostics;
using System.Globalization;

namespace Registry.Benchmarks;

/// <summary>Medians of alternating rounds, so that a noisy machine disturbs both sides alike.</summary>
internal static class Figures
{
    public static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>
    /// Prints a row of rounds, each ours beside the peer's: the ratio is the median of the rounds' ratios. An infinite
    /// bar only
    /// reports.
    /// </summary>
    public static bool Row(string work, IReadOnlyCollection<(TimeSpan Ours, TimeSpan Peer)> rounds, double bar) => Row(
        work, Median(rounds.Select(round => round.Ours.TotalSeconds)), Median(rounds.Select(round => round.Peer.TotalSeconds)),
        Median(rounds.Select(round => round.Ours / round.Peer)), bar, "s");

    /// <summary>Prints a row of one figure against a limit.</summary>
    public static bool Row(string work, double ours, double limit, string unit) =>
        Row(work, ours, limit, ours / limit, 1, unit);

    /// <summary>Prints a row of one figure that has no limit.</summary>
    public static void Report(string work, double ours, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {work} | {ours:0.000} {unit} | | | none | ok |"));

    private static bool Row(string work, double ours, double peer, double ratio, double bar, string unit)
    {
        var limit = double.IsInfinity(bar) ? "none" : string.Create(CultureInfo.InvariantCulture, $"<= {bar:0.00}x");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {work} | {ours:0.000} {unit} | {peer:0.000} {unit} | {ratio:0.00}x | {limit} | "
            + $"{(ratio <= bar ? "ok" : "MISSED")} |"));
        return ratio <= bar;
    }
}
