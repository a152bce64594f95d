namespace Registry.Pins;

/// <summary>The pins that a lock file was made of, read back from it.</summary>
internal static class LockedPins
{
    /// <exception cref="RegistryException">MLR1001 without the file, MLR1005, MLR1404.</exception>
    public static async Task<IReadOnlyList<ModelPin>> ReadAsync(string lockFile, CancellationToken cancel)
    {
        var locked = await LockFileReader.ReadGivenAsync(lockFile, cancel);
        return [.. locked.Entries.Select(entry => ToPin(entry, lockFile))];
    }

    private static ModelPin ToPin(LockEntry entry, string lockFile) => new()
    {
        Name = entry.Name.Text,
        Version = entry.Requested.StartsWith('#') ? null : entry.Requested,
        Stage = entry.Requested.StartsWith('#') ? entry.Requested[1..] : null,
        Registry = entry.Registry,
        SourceFile = lockFile,
    };
}
