namespace Registry.Tests.Support;

internal static class Shuffling
{
    /// <summary>In another order, the same each time for a seed.</summary>
    public static IReadOnlyList<T> Shuffled<T>(this IEnumerable<T> items, int seed = 7)
    {
        var all = items.ToArray();
        new Random(seed).Shuffle(all);
        return all;
    }
}
