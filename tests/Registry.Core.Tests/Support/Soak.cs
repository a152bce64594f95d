namespace Registry.Tests.Support;

/// <summary>
/// Tests that draw lots: <c>REGISTRY_TEST_SOAK=1</c> draws 200, and <c>REGISTRY_TEST_SEED</c> those of a seed that a
/// run printed.
/// </summary>
internal static class Soak
{
    private const int Long = 200;

    public static int Times(int usual) =>
        Environment.GetEnvironmentVariable("REGISTRY_TEST_SOAK") == "1" ? Long : usual;

    public static int Seed(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REGISTRY_TEST_SEED"), out var given)
            ? given : Random.Shared.Next();
        output.WriteLine($"REGISTRY_TEST_SEED={seed}");
        return seed;
    }
}
