namespace Registry.PowerShell.Views;

/// <summary>The escape codes that views use: the terminal's own colours, which suit its background.</summary>
internal static class Tone
{
    public const string Green = "\e[32m";
    public const string Cyan = "\e[36m";
    public const string Yellow = "\e[33m";
    public const string Red = "\e[31m";
    public const string Grey = "\e[90m";
    public const string Reset = "\e[0m";

    /// <summary>A severity, an outcome or a remark in the colour of how bad it is.</summary>
    public static string Show(string state, bool colours) =>
        colours && Of(state) is { } colour ? colour + state + Reset : state;

    private static string? Of(string state) => state.ToLowerInvariant() switch
    {
        "clean" or "mended" => Green,
        "error" or "failed" or "not mended" or "erase" or "interrupted" => Red,
        "warning" or "findings" or "cancelled" or "stale" or "unverified" or "deprecated" => Yellow,
        "erased" or "empty" => Grey,
        _ when state.StartsWith("MLR", StringComparison.Ordinal) => Yellow,
        _ => null,
    };
}
