using FsCheck;
using FsCheck.Fluent;

namespace Registry.Tests.Support;

/// <summary>Checks a claim over generated values; a counterexample is shrunk, and its seed printed.</summary>
internal static class Generated
{
    public static void ForAll<T>(Gen<T> values, Action<T> claim, int tests = 200) =>
        Prop.ForAll(values.ToArbitrary(), claim)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true));

    public static Gen<T> OneOf<T>(params T[] values) => Gen.Elements(values);

    /// <summary>A text of so many of these parts.</summary>
    public static Gen<string> Text(int least, int most, string[] parts) =>
        from length in Gen.Choose(least, most)
        from chosen in Gen.Elements(parts).ListOf(length)
        select string.Concat(chosen);
}
