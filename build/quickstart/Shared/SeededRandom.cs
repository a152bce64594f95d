namespace QuickStart;

/// <summary>
/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c): unlike <see cref="Random"/>,
/// it yields the same numbers on every runtime.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from -1 (inclusive) to 1 (exclusive).</summary>
    public double NextSigned() => ((Next() >> 11) * (1.0 / (1UL << 52))) - 1;

    public void Shuffle<T>(T[] items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = (int)(Next() % (ulong)(last + 1));
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
