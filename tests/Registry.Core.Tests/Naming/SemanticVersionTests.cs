using FsCheck.Fluent;
using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Naming;

public sealed class SemanticVersionTests
{
    /// <summary>The specification's own suggestions for testing a grammar (semver.org, FAQ).</summary>
    [Theory]
    [InlineData("0.0.4"), InlineData("1.2.3"), InlineData("10.20.30"), InlineData("1.1.2-prerelease+meta")]
    [InlineData("1.1.2+meta-valid"), InlineData("1.0.0-alpha.beta.1"), InlineData("1.0.0-alpha0.valid")]
    [InlineData("1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay"), InlineData("1.2.3-SNAPSHOT-123")]
    [InlineData("1.0.0+0.build.1-rc.10000aaa-kk-0.1"), InlineData("1.0.0-0A.is.legal"), InlineData("2.0.0+build.1848")]
    [InlineData("99999999999999999999999.999999999999999999.99999999999999999"), InlineData("1.2.3----R-S.12.9.1--.12")]
    public void A_valid_version_is_read_with_and_without_v(string text)
    {
        SemanticVersion.Parse(text).ToString().ShouldBe("v" + text);
        SemanticVersion.Parse("v" + text).ShouldBe(SemanticVersion.Parse(text));
        SemanticVersion.TryParseTagForm(text).ShouldBeNull();
    }

    [Theory]
    [InlineData(""), InlineData("1"), InlineData("1.2"), InlineData("1.2.3-0123"), InlineData("1.2.3-0123.0123")]
    [InlineData("1.1.2+.123"), InlineData("+invalid"), InlineData("-invalid"), InlineData("alpha")]
    [InlineData("1.0.0-alpha..1")]
    [InlineData("01.1.1"), InlineData("1.01.1"), InlineData("1.1.01"), InlineData("1.2.3.DEV"), InlineData("1.2.3.4")]
    [InlineData("1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788"), InlineData("-1.0.3-gamma+b7718")]
    [InlineData("9.8.7+meta+meta")]
    [InlineData("1.0.0-"), InlineData("1.0.0+"), InlineData("V1.0.0"), InlineData("vv1.0.0"), InlineData("1.0.0\n")]
    [InlineData(" 1.0.0"), InlineData("1.0.٣"), InlineData("1.0.0-ä"), InlineData("1,0,0"), InlineData("latest")]
    public void An_invalid_version_is_refused(string text) =>
        Refused.With(ErrorCodes.Malformed, () => SemanticVersion.Parse(text));

    [Fact]
    public void A_version_of_more_than_200_characters_is_refused() =>
        Refused.With(ErrorCodes.Malformed, () => SemanticVersion.Parse("1.0.0-" + new string('a', 195)));

    /// <summary>Section 11 of the specification.</summary>
    [Fact]
    public void Precedence_is_that_of_the_specification()
    {
        string[] rising =
        [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.1.9", "2.1.10", "10.0.0", "18446744073709551616.0.0",
        ];
        var versions = rising.Select(SemanticVersion.Parse).ToList();

        versions.Shuffled().Order().ShouldBe(versions);
    }

    [Fact]
    public void Build_metadata_tells_versions_apart_and_orders_what_is_else_equal()
    {
        var (one, two) = (SemanticVersion.Parse("1.0.0+a"), SemanticVersion.Parse("1.0.0+b"));

        one.ShouldNotBe(two);
        one.CompareTo(two).ShouldBeLessThan(0);
        two.CompareTo(SemanticVersion.Parse("1.0.1-0")).ShouldBeLessThan(0);
    }

    [Fact]
    public void Order_is_total_and_agrees_with_equality() =>
        Generated.ForAll(
            Names.Versions.ListOf(3),
            three =>
            {
                var (a, b, c) = (three[0], three[1], three[2]);
                Math.Sign(a.CompareTo(b)).ShouldBe(-Math.Sign(b.CompareTo(a)));
                (a.CompareTo(b) == 0).ShouldBe(a == b);
                if (a.CompareTo(b) <= 0 && b.CompareTo(c) <= 0)
                {
                    a.CompareTo(c).ShouldBeLessThanOrEqualTo(0);
                }
            },
            tests: 2000);

    [Fact]
    public void Every_version_reads_back_as_it_was_written() =>
        Generated.ForAll(Names.Versions, version => SemanticVersion.Parse(version.ToString()).ShouldBe(version));

    [Theory]
    [InlineData("1.2.3", VersionBump.Patch, "v1.2.4"), InlineData("1.2.3", VersionBump.Minor, "v1.3.0")]
    [InlineData("1.2.3", VersionBump.Major, "v2.0.0"), InlineData("1.2.3", VersionBump.Prerelease, "v1.2.4-rc.1")]
    [InlineData("1.0.0-rc.1", VersionBump.Prerelease, "v1.0.0-rc.2")]
    [InlineData("1.0.0-rc", VersionBump.Prerelease, "v1.0.0-rc.1")]
    [InlineData("1.0.0-rc.9.x", VersionBump.Prerelease, "v1.0.0-rc.10.x")]
    [InlineData("1.0.0-rc.1", VersionBump.Patch, "v1.0.1")]
    [InlineData("1.1.0-rc.1+b", VersionBump.Minor, "v1.2.0")]
    [InlineData("0.0.99999999999999999999", VersionBump.Patch, "v0.0.100000000000000000000")]
    public void A_bump_gives_the_next_version(string from, VersionBump bump, string to) =>
        SemanticVersion.Parse(from).Raise(bump).ToString().ShouldBe(to);

    [Fact]
    public void A_bump_always_goes_up() =>
        Generated.ForAll(
            from version in Names.Versions
            from bump in Generated.OneOf(Enum.GetValues<VersionBump>())
            select (version, bump),
            pair => pair.version.Raise(pair.bump).CompareTo(pair.version).ShouldBeGreaterThan(0));
}
