namespace Registry.Git;

/// <summary>
/// A full ref name with at most one <c>*</c>, which stands for any text, as refspecs have it: git sends what is before
/// it to the server, so that no other refs travel.
/// </summary>
internal static class RefPattern
{
    public static bool IsExact(string pattern) => !pattern.Contains('*', StringComparison.Ordinal);

    public static bool Matches(string pattern, string name)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? name == pattern
            : name.Length >= pattern.Length - 1
                && name.AsSpan().StartsWith(pattern.AsSpan(0, star), StringComparison.Ordinal)
                && name.AsSpan().EndsWith(pattern.AsSpan(star + 1), StringComparison.Ordinal);
    }
}
