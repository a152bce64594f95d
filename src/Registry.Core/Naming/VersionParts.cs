namespace Registry.Naming;

/// <summary>
/// Where the parts of a version begin, by the grammar of SemVer 2.0.0: the prerelease at its <c>-</c>, the metadata at
/// its <c>+</c>, each at the next part's place where there is none.
/// </summary>
internal readonly record struct VersionParts(int Minor, int Patch, int Prerelease, int Metadata)
{
    /// <summary>Null where the text, without <c>v</c>, is no version.</summary>
    public static VersionParts? TryFind(ReadOnlySpan<char> text)
    {
        var minor = AfterNumber(text, 0) + 1;
        var patch = EndsWithDot(text, minor) ? AfterNumber(text, minor) + 1 : 0;
        var release = EndsWithDot(text, patch) ? AfterNumber(text, patch) : 0;
        if (release <= 0)
        {
            return null;
        }

        var metadata = release < text.Length && text[release] == '-'
            ? AfterLabels(text, release + 1, numbered: true) : release;
        var end = metadata > 0 && metadata < text.Length && text[metadata] == '+'
            ? AfterLabels(text, metadata + 1, numbered: false) : metadata;
        return end > 0 && end == text.Length ? new VersionParts(minor, patch, release, metadata) : null;
    }

    private static bool EndsWithDot(ReadOnlySpan<char> text, int next) =>
        next > 1 && next <= text.Length && text[next - 1] == '.';

    /// <summary>Where a number without leading zeros ends; -1 where none begins.</summary>
    private static int AfterNumber(ReadOnlySpan<char> text, int at)
    {
        var length = text[at..].IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? text.Length - at : length;
        return length == 0 || (length > 1 && text[at] == '0') ? -1 : at + length;
    }

    /// <summary>Where labels parted by dots end; -1 where one is empty, or a number with a leading zero.</summary>
    private static int AfterLabels(ReadOnlySpan<char> text, int at, bool numbered)
    {
        while (true)
        {
            var start = at;
            var isNumber = true;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-'))
            {
                isNumber &= char.IsAsciiDigit(text[at++]);
            }

            if (at == start || (numbered && isNumber && at - start > 1 && text[start] == '0'))
            {
                return -1;
            }

            if (at == text.Length || text[at] != '.')
            {
                return at;
            }

            at++;
        }
    }
}
