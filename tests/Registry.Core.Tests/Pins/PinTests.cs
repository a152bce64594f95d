using Registry.Naming;
using Registry.Pins;
using Registry.Tests.Support;

namespace Registry.Tests.Pins;

public sealed class PinTests
{
    private static readonly string[] s_all =
        ["1.0.0", "1.1.0", "1.2.0-rc.1", "1.2.0", "1.9.9", "2.0.0-beta", "2.0.0", "2.1.0", "3.0.0-alpha.1"];

    [Theory]
    [InlineData("*", "1.0.0 1.1.0 1.2.0 1.9.9 2.0.0 2.1.0")]
    [InlineData("latest", "1.0.0 1.1.0 1.2.0 1.9.9 2.0.0 2.1.0")]
    [InlineData("2.1.0", "2.1.0"), InlineData("v2.1.0", "2.1.0"), InlineData("[2.1.0]", "2.1.0")]
    [InlineData("[v2.1.0]", "2.1.0")]
    [InlineData("2.0.0-beta", "2.0.0-beta")]
    [InlineData("1.*", "1.0.0 1.1.0 1.2.0 1.9.9"), InlineData("1.2.*", "1.2.0")]
    [InlineData("[1.1,2.0)", "1.1.0 1.2.0 1.9.9"), InlineData("(1.1,2.0]", "1.2.0 1.9.9 2.0.0")]
    [InlineData("[2.0,)", "2.0.0 2.1.0")]
    [InlineData("(,1.1]", "1.0.0 1.1.0"), InlineData(" [ 1.1 , 2.0 ) ", "1.1.0 1.2.0 1.9.9")]
    [InlineData("[1.2.0-rc.1,2.0)", "1.2.0-rc.1 1.2.0 1.9.9 2.0.0-beta")]
    [InlineData("*-*", "1.0.0 1.1.0 1.2.0-rc.1 1.2.0 1.9.9 2.0.0-beta 2.0.0 2.1.0 3.0.0-alpha.1")]
    [InlineData("2.*-*", "2.0.0-beta 2.0.0 2.1.0")]
    public void A_pin_accepts_what_nuget_would(string pin, string accepted) =>
        string.Join(' ', s_all.Where(text => Pin.OfVersion(pin).Accepts(SemanticVersion.Parse(text))))
            .ShouldBe(accepted);

    [Theory]
    [InlineData("2.1.0", "[2.1.0]"), InlineData("v2.1.0", "[2.1.0]"), InlineData("[v2.1.0]", "[2.1.0]")]
    [InlineData("latest", "*")]
    [InlineData("[1.2, 2.0)", "[1.2,2.0)"), InlineData("2.*", "2.*"), InlineData("1.0.0-rc.1+b", "[1.0.0-rc.1+b]")]
    public void A_pin_has_one_normal_form(string pin, string normal)
    {
        Pin.OfVersion(pin).Requested.ShouldBe(normal);
        Pin.OfVersion(normal).Requested.ShouldBe(normal);
    }

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("1"), InlineData("1.2"), InlineData("v1"), InlineData("banana")]
    [InlineData("]")]
    [InlineData("["), InlineData("[]"), InlineData("(1.0.0)"), InlineData("[2.0,1.0]"), InlineData("(1.0,1.0)")]
    [InlineData("[1.0,1.0)")]
    [InlineData(">=1.0"), InlineData("^1.0.0"), InlineData("~1.0"), InlineData("1.0.0 || 2.0.0"), InlineData("1.0.0.0")]
    [InlineData("#prod"), InlineData("1.x"), InlineData("[1.0.0"), InlineData("[,]x")]
    public void A_malformed_pin_is_refused(string pin) => Refused.With(ErrorCodes.Malformed, () => Pin.OfVersion(pin));

    [Fact]
    public void An_exact_pin_tells_build_metadata_apart()
    {
        var pin = Pin.OfVersion("1.0.0+a");

        pin.Accepts(SemanticVersion.Parse("1.0.0+a")).ShouldBeTrue();
        pin.Accepts(SemanticVersion.Parse("1.0.0+b")).ShouldBeFalse();
        pin.Accepts(SemanticVersion.Parse("1.0.0")).ShouldBeFalse();
    }

    [Fact]
    public void A_pin_by_stage_accepts_no_version_by_itself()
    {
        var pin = Pin.OfStage("prod");

        pin.Requested.ShouldBe("#prod");
        pin.Accepts(SemanticVersion.Parse("1.0.0")).ShouldBeFalse();
        Refused.With(ErrorCodes.Malformed, () => Pin.OfStage("p.q"));
    }

    [Fact]
    public void Every_version_is_accepted_by_the_exact_pin_on_it_and_by_no_other() =>
        Generated.ForAll(
            FsCheck.Fluent.Gen.ListOf(Names.Versions, 2),
            two => Pin.OfVersion(two[0].ToString()).Accepts(two[1]).ShouldBe(two[0] == two[1]));
}
