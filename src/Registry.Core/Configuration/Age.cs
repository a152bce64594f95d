namespace Registry.Configuration;

/// <summary>Ages that people give in days, and that PowerShell takes for ticks where they are plain numbers.</summary>
internal static class Age
{
    public static TimeSpan Shortest { get; } = TimeSpan.FromSeconds(1);

    /// <param name="days">What was probably meant.</param>
    public static RegistryException TooShort(TimeSpan age, int days) => new(
        ErrorCodes.Malformed,
        $"'{age}' is too short to be an age; give days as in '{days}.00:00:00' or (New-TimeSpan -Days {days}).");
}
