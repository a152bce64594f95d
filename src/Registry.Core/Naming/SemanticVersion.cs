using System.Text.RegularExpressions;

namespace Registry.Naming;

/// <summary>
/// A version by SemVer 2.0.0, written with <c>v</c>. Numbers have no upper bound (up to 200 characters in all);
/// equality
/// is by text, build metadata included, so that two tags never fall into one; order is SemVer's precedence (section
/// 11),
/// then the metadata's ordinal order.
/// </summary>
public sealed partial record SemanticVersion : IComparable<SemanticVersion>
{
    private readonly string _core;
    private readonly string[] _release;
    private readonly string[] _labels;

    private SemanticVersion(Match match)
    {
        _core = match.Value.StartsWith('v') ? match.Value[1..] : match.Value;
        _release = [match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value];
        Prerelease = match.Groups[4].Value;
        _labels = Prerelease.Length == 0 ? [] : Prerelease.Split('.');
    }

    /// <summary>What stands between <c>-</c> and <c>+</c>; empty for a release.</summary>
    public string Prerelease { get; }

    public bool IsPrerelease => _labels.Length > 0;

    /// <summary>Major, minor and patch as they are written.</summary>
    internal IReadOnlyList<string> Release => _release;

    /// <summary>Without <c>v</c>.</summary>
    public string Bare => _core;

    /// <exception cref="RegistryException">MLR1003.</exception>
    public static SemanticVersion Parse(string text) =>
        TryParse(text) ?? throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Shown.Of(text)}' is not a version; write it as SemVer 2.0 has it, such as '2.1.0' or 'v2.1.0-rc.1'.");

    /// <summary>With or without <c>v</c>.</summary>
    public static SemanticVersion? TryParse(string? text)
    {
        if (text is not { Length: > 0 and <= 200 })
        {
            return null;
        }

        var match = Grammar().Match(text);
        return match.Success ? new SemanticVersion(match) : null;
    }

    /// <summary>As tags have it: the <c>v</c> is required.</summary>
    public static SemanticVersion? TryParseTagForm(string text) =>
        text.StartsWith('v') ? TryParse(text) : null;

    /// <summary>The next version above this one.</summary>
    public SemanticVersion Raise(VersionBump bump)
    {
        var (major, minor, patch) = (_release[0], _release[1], _release[2]);
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

        for (var i = 0; i < 3; i++)
        {
            if (CompareNumbers(_release[i], other._release[i]) is var release and not 0)
            {
                return release;
            }
        }

        return ComparePrerelease(other) is var prerelease and not 0
            ? prerelease
            : string.CompareOrdinal(_core, other._core);
    }

    public bool Equals(SemanticVersion? other) => other is not null && _core == other._core;

    public override int GetHashCode() => _core.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => "v" + _core;

    private static int CompareNumbers(string left, string right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    private static bool IsNumber(string label) => label.All(char.IsAsciiDigit);

    private static string Increment(string number) =>
        (System.Numerics.BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture) + 1)
        .ToString(System.Globalization.CultureInfo.InvariantCulture);

    private int ComparePrerelease(SemanticVersion other)
    {
        if (IsPrerelease != other.IsPrerelease)
        {
            return IsPrerelease ? -1 : 1;
        }

        foreach (var (left, right) in _labels.Zip(other._labels))
        {
            var compared = (IsNumber(left), IsNumber(right)) switch
            {
                (true, true) => CompareNumbers(left, right),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(left, right),
            };
            if (compared != 0)
            {
                return compared;
            }
        }

        return _labels.Length.CompareTo(other._labels.Length);
    }

    private string RaiseLabels()
    {
        var at = Array.FindLastIndex(_labels, IsNumber);
        return at < 0
            ? Prerelease + ".1"
            : string.Join('.', _labels.Select((label, i) => i == at ? Increment(label) : label));
    }

    [GeneratedRegex(
        @"\Av?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
        + @"(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + @"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\z")]
    private static partial Regex Grammar();
}
