namespace Registry.Naming;

/// <summary>
/// A version by SemVer 2.0.0, written with <c>v</c>. Numbers have no upper bound (up to 200 characters in all);
/// equality
/// is by text, build metadata included, so that two tags never fall into one; order is SemVer's precedence (section
/// 11),
/// then the metadata's ordinal order.
/// </summary>
public sealed record SemanticVersion : IComparable<SemanticVersion>
{
    /// <summary>Longest version that is read, with its <c>v</c>; so that a byte holds every position.</summary>
    private const int Longest = 200;

    /// <summary>With <c>v</c>; the parts' places count from after it.</summary>
    private readonly string _text;
    private readonly byte _minor;
    private readonly byte _patch;
    private readonly byte _prerelease;
    private readonly byte _metadata;

    private SemanticVersion(ReadOnlySpan<char> core, VersionParts parts)
    {
        _text = $"v{core}";
        (_minor, _patch) = ((byte)parts.Minor, (byte)parts.Patch);
        (_prerelease, _metadata) = ((byte)parts.Prerelease, (byte)parts.Metadata);
    }

    /// <summary>What stands between <c>-</c> and <c>+</c>; empty for a release.</summary>
    public string Prerelease => Labels.ToString();

    public bool IsPrerelease => _prerelease < _metadata;

    /// <summary>Major, minor and patch as they are written.</summary>
    internal IReadOnlyList<string> Release => [Major.ToString(), Minor.ToString(), Patch.ToString()];

    /// <summary>Without <c>v</c>.</summary>
    public string Bare => _text[1..];

    private ReadOnlySpan<char> Core => _text.AsSpan(1);

    private ReadOnlySpan<char> Major => Core[..(_minor - 1)];

    private ReadOnlySpan<char> Minor => Core[_minor..(_patch - 1)];

    private ReadOnlySpan<char> Patch => Core[_patch.._prerelease];

    private ReadOnlySpan<char> Labels => IsPrerelease ? Core[(_prerelease + 1).._metadata] : [];

    /// <exception cref="RegistryException">MLR1003.</exception>
    public static SemanticVersion Parse(string text) =>
        TryParse(text) ?? throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Shown.Of(text)}' is not a version; write it as SemVer 2.0 has it, such as '2.1.0' or 'v2.1.0-rc.1'.");

    /// <summary>With or without <c>v</c>.</summary>
    public static SemanticVersion? TryParse(string? text) =>
        text is null ? null : TryParse(text.AsSpan());

    /// <summary>As tags have it: the <c>v</c> is required.</summary>
    public static SemanticVersion? TryParseTagForm(string text) =>
        TryParseTagForm(text.AsSpan());

    internal static SemanticVersion? TryParseTagForm(ReadOnlySpan<char> text) =>
        text.StartsWith('v') ? TryParse(text) : null;

    private static SemanticVersion? TryParse(ReadOnlySpan<char> text)
    {
        var core = text.StartsWith('v') ? text[1..] : text;
        return text.Length <= Longest && VersionParts.TryFind(core) is { } parts
            ? new SemanticVersion(core, parts) : null;
    }

    /// <summary>The next version above this one.</summary>
    public SemanticVersion Raise(VersionBump bump)
    {
        var (major, minor, patch) = (Major.ToString(), Minor.ToString(), Patch.ToString());
        return Parse(bump switch
        {
            VersionBump.Major => $"{Increment(major)}.0.0",
            VersionBump.Minor => $"{major}.{Increment(minor)}.0",
            VersionBump.Patch => $"{major}.{minor}.{Increment(patch)}",
            _ when !IsPrerelease => $"{major}.{minor}.{Increment(patch)}-rc.1",
            _ => $"{major}.{minor}.{patch}-{RaiseLabels()}",
        });
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = CompareNumbers(Major, other.Major);
        order = order != 0 ? order : CompareNumbers(Minor, other.Minor);
        order = order != 0 ? order : CompareNumbers(Patch, other.Patch);
        order = order != 0 ? order : ComparePrerelease(other);
        return order != 0 ? order : string.CompareOrdinal(_text, other._text);
    }

    public bool Equals(SemanticVersion? other) => other is not null && _text == other._text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    private static bool IsNumber(ReadOnlySpan<char> label) => !label.ContainsAnyExceptInRange('0', '9');

    private static string Increment(string number) =>
        (System.Numerics.BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture) + 1)
        .ToString(System.Globalization.CultureInfo.InvariantCulture);

    private int ComparePrerelease(SemanticVersion other)
    {
        if (IsPrerelease != other.IsPrerelease)
        {
            return IsPrerelease ? -1 : 1;
        }

        var ours = Labels;
        var theirs = other.Labels;
        while (ours.Length > 0 && theirs.Length > 0)
        {
            var left = TakeLabel(ref ours);
            var right = TakeLabel(ref theirs);
            var compared = (IsNumber(left), IsNumber(right)) switch
            {
                (true, true) => CompareNumbers(left, right),
                (true, false) => -1,
                (false, true) => 1,
                _ => left.SequenceCompareTo(right),
            };
            if (compared != 0)
            {
                return compared;
            }
        }

        return ours.Length.CompareTo(theirs.Length);
    }

    private static ReadOnlySpan<char> TakeLabel(ref ReadOnlySpan<char> labels)
    {
        var dot = labels.IndexOf('.');
        var label = dot < 0 ? labels : labels[..dot];
        labels = dot < 0 ? [] : labels[(dot + 1)..];
        return label;
    }

    private string RaiseLabels()
    {
        var labels = Prerelease.Split('.');
        var at = Array.FindLastIndex(labels, label => IsNumber(label));
        return at < 0
            ? Prerelease + ".1"
            : string.Join('.', labels.Select((label, i) => i == at ? Increment(label) : label));
    }
}
