using Registry.Ledger;
using Registry.Pins;
using Registry.Tests.Support;
using static Registry.Tests.Support.Events;

namespace Registry.Tests.Pins;

public sealed class ResolverTests
{
    private static readonly RegistryEvent[] s_three =
    [
        Of("m@v1.0.0", 1, 1), Of("m@v1.1.0", 2, 2), Of("m@v2.0.0-rc.1", 3, 3), Of("m#prod#4", 1, 4),
        Of("m#dev#5", 3, 5),
    ];

    [Theory]
    [InlineData("latest", "v1.1.0"), InlineData("1.*", "v1.1.0"), InlineData("[1.0,1.1)", "v1.0.0")]
    [InlineData("*-*", "v2.0.0-rc.1")]
    [InlineData("1.0.0", "v1.0.0"), InlineData("2.0.0-rc.1", "v2.0.0-rc.1"), InlineData("#prod", "v1.0.0")]
    [InlineData("#dev", "v2.0.0-rc.1")]
    public void A_pin_takes_the_highest_it_accepts_and_a_stage_its_holder(string pin, string version) =>
        Resolve(pin, s_three).Version.Version.ToString().ShouldBe(version);

    [Fact]
    public void A_stage_tells_the_assignment_that_decided_it()
    {
        Resolve("#prod", s_three).Assignment!.Tag.ShouldBe("m#prod#4");
        Resolve("latest", s_three).Assignment.ShouldBeNull();
    }

    [Theory]
    [InlineData("3.0.0", "'v1.0.0'"), InlineData("1.1.1", "'v1.1.0'"), InlineData("[3.0,)", "'v1.1.0'")]
    [InlineData("#prd", "'prod'")]
    [InlineData("#staging", "'dev'")]
    public void What_is_not_there_is_told_with_what_is(string pin, string offered) =>
        Refused.With(ErrorCodes.NotFound, () => Resolve(pin, s_three)).Message.ShouldContain(offered);

    [Theory]
    [InlineData("1.1.0"), InlineData("[1.1,)"), InlineData("#qa")]
    public void A_deregistered_version_is_out_of_reach(string pin)
    {
        var events = new[] { Of("m@v1.0.0", 1, 1), Of("m@v1.1.0", 2, 2), Of("m#qa#3", 2, 3), Of("m@v1.1.0!#4", 2, 4) };

        Refused.With(ErrorCodes.NotFound, () => Resolve(pin, events));
        Resolve("latest", events).Version.Version.ToString().ShouldBe("v1.0.0");
    }

    [Fact]
    public void An_exact_pin_on_a_deregistered_version_names_the_event() =>
        Refused.With(ErrorCodes.NotFound, () => Resolve("1.0.0", [Of("m@v1.0.0", 1, 1), Of("m@v1.0.0!#2", 1, 2)]))
            .Message.ShouldContain("'m@v1.0.0!#2' by Ann Author");

    [Fact]
    public void An_exact_pin_reaches_a_deprecated_model_with_a_warning()
    {
        var recorder = new Recorder();

        Resolve("1.0.0", [.. s_three, Of("m@deprecated#6", 1, 6)], recorder).Version.Version.ToString()
            .ShouldBe("v1.0.0");

        var warning = recorder.Warnings.Single();
        warning.Code.ShouldBe(ErrorCodes.Withdrawn);
        warning.Text.ShouldContain("m@deprecated#6");
    }

    [Theory]
    [InlineData("latest"), InlineData("1.*"), InlineData("#prod")]
    public void Ranges_and_stages_do_not_reach_a_deprecated_model(string pin) =>
        Refused.With(ErrorCodes.NotFound, () => Resolve(pin, [.. s_three, Of("m@deprecated#6", 1, 6)])).Message
            .ShouldContain("deprecated");

    [Fact]
    public void A_model_of_prereleases_alone_has_no_latest_and_says_how_to_take_one() =>
        Refused.With(ErrorCodes.NotFound, () => Resolve("latest", [Of("m@v1.0.0-rc.1", 1, 1)])).Message
            .ShouldContain("*-*");

    [Fact]
    public void A_stage_on_a_commit_without_a_version_is_told_as_that() =>
        Refused.With(ErrorCodes.NotFound, () => Resolve("#prod", [Of("m@v1.0.0", 1, 1), Of("m#prod#2", 9, 2)]))
            .Message.ShouldContain(CommitId(9)[..12]);

    private static Resolution Resolve(string pin, RegistryEvent[] events, IProgressSink? sink = null) =>
        Resolver.Resolve(Fold(events), pin.StartsWith('#') ? Pin.OfStage(pin[1..]) : Pin.OfVersion(pin), sink);
}
