using FsCheck.Fluent;
using Registry.Git;
using Registry.Ledger;
using Registry.Naming;
using Registry.Pins;
using Registry.Tests.Support;

namespace Registry.Tests.Pins;

/// <summary>What little is asked of a remote decides as the whole history would.</summary>
public sealed class RemoteResolutionTests
{
    private static readonly string[] s_versions =
        ["v1.0.0", "v1.1.0", "v2.0.0", "v2.0.1", "v2.1.0-rc.1", "v2.1.0", "v3.0.0", "v3.0.0+b1", "v10.0.0", "v2.0.10"];

    private static readonly string[] s_stages = ["prod", "p", "pro/d", "prod-eu"];

    private static readonly Pin[] s_pins =
    [
        .. s_versions.Select(Pin.OfVersion), .. s_stages.Select(Pin.OfStage),
        .. new[]
        {
            "latest", "*-*", "1.*", "2.*", "2.*-*", "2.0.*", "2.1.0-*", "[1.0,2.0)", "[2.0.0-a,3.0)", "(,2.0]", "[2.0,2.1)",
        }.Select(Pin.OfVersion),
    ];

    /// <summary>One step of a history; numbers are taken modulo what there is.</summary>
    private sealed record Step(int Kind, int Version, int Stage, int Commit, int Hint, int Pause);

    [Fact]
    public void Little_of_any_history_resolves_as_all_of_it_does()
    {
        // Some histories are narrow, so that versions meet on commits and commits on versions.
        var histories =
            from few in Generated.OneOf(true, false)
            from steps in (
                from kind in Gen.Choose(0, 9)
                from version in Gen.Choose(0, few ? 2 : s_versions.Length - 1)
                from stage in Gen.Choose(0, few ? 0 : s_stages.Length - 1)
                from commit in Gen.Choose(0, 9)
                from hint in Gen.Choose(0, 5)
                from pause in Gen.Choose(0, 2)
                select new Step(kind, version, stage, few ? 7 + (commit % 3) : commit, hint, pause)).ListOf()
            select steps.Take(few ? 12 : 60).ToArray();

        Generated.ForAll(
            histories,
            history =>
            {
                var events = EventsOf(history);
                foreach (var pin in s_pins)
                {
                    var whole = Outcome(ModelFold.Fold(Events.Model, events), pin);
                    var chainEnd = events.Count == 0 ? null : events[history[0].Version % events.Count].Tag;
                    var (little, _) = Ask(events, pin, chainEnd);
                    Outcome(little, pin).ShouldBe(whole, $"{pin} in {string.Join(", ", events.Select(e => e.Tag))}");
                }
            },
            300);
    }

    [Fact]
    public void Every_version_that_a_range_takes_begins_as_one_of_its_patterns()
    {
        var numbers = Generated.OneOf("0", "0", "0", "1", "2", "2", "3", "10", "2147483647", "99999999999");
        var bounds =
            from one in numbers
            from two in numbers
            from three in numbers
            from label in Generated.OneOf("", "", "-0", "-rc.1")
            select $"{one}.{two}.{three}{label}";
        var ranges = Gen.OneOf(
            from low in bounds
            from high in bounds
            from open in Generated.OneOf("[", "(")
            from close in Generated.OneOf("]", ")")
            from shape in Generated.OneOf($"{open}{low},{high}{close}", $"{open}{low},{close}", $"{open},{high}{close}")
            from near in Generated.OneOf(low, high, $"{high.Split('-')[0]}-0", $"{high.Split('-')[0]}-z")
            select (shape, near),
            from one in numbers
            from two in numbers
            from shape in Generated.OneOf(
                "*", "*-*", $"{one}.*", $"{one}.*-*", $"{one}.{two}.*", $"{one}.{two}.*-*", $"{one}.{two}.1-*", $"{one}.{two}.1-r*",
                $"{one}.{two}.1.*", $"[{one}.*,4.0)", "*-rc.*")
            select (shape, $"{one}.{two}.1"));
        var taken = 0;

        Generated.ForAll(
            from range in ranges
            from version in Gen.OneOf(
                bounds.Select(SemanticVersion.Parse), Names.Versions, Gen.Constant(SemanticVersion.Parse(range.Item2)))
            select (range: range.Item1, version),
            pair =>
            {
                if (TryPin(pair.range) is { Exact: null } pin && pin.Accepts(pair.version))
                {
                    taken++;
                    PinRefs.Of(Events.Model, pin).ShouldContain(
                        pattern => RefPattern.Matches(pattern, $"refs/tags/m@{pair.version}"), $"{pin} takes {pair.version}");
                }
            },
            30_000);
        taken.ShouldBeGreaterThan(500);
    }

    [Theory]
    [InlineData("2.1.0", "m@v2.1.0 m@v2.1.0!* m@v2.1.0#*")]
    [InlineData("2.*", "m@v2.*")]
    [InlineData("2.1.*", "m@v2.1.*")]
    [InlineData("[1.2,2.0)", "m@v1.*")]
    [InlineData("[1.2,3.1]", "m@v1.* m@v2.* m@v3.*")]
    [InlineData("[2.1,2.2)", "m@v2.1.*")]
    [InlineData("[2.0.0-a,3.0)", "m@v2.* m@v3.*")]
    [InlineData("[2.0,)", "m@v*")]
    [InlineData("latest", "m@v*")]
    [InlineData("#prod", "m#pro*d m#prod!* m#prod#*")]
    public void A_pin_asks_for_what_it_names(string pin, string patterns) =>
        PinRefs.Of(Events.Model, pin[0] == '#' ? Pin.OfStage(pin[1..]) : Pin.OfVersion(pin))
            .ShouldBe(patterns.Split(' ').Select(pattern => "refs/tags/" + pattern));

    [Fact]
    public void A_stage_takes_its_assignments_and_the_version_they_name()
    {
        RegistryEvent[] events =
        [
            .. Enumerable.Range(0, 50).Select(i => Events.Of($"m@v1.{i}.0", i, i)),
            Events.Of("m#dev#60", 3, 60), Named("m#prod#61", 4, 61, "v1.4.0"), Named("m#prod#62", 7, 62, "v1.7.0"),
        ];

        var (state, asked) = Ask(events, Pin.OfStage("prod"));

        Outcome(state, Pin.OfStage("prod")).ShouldStartWith("v1.7.0");
        state.Events.Select(e => e.Tag).ShouldBe(["m@v1.7.0", "m#prod#61", "m#prod#62"]);
        asked.ShouldNotContain("refs/tags/m@v*");
    }

    [Fact]
    public void A_model_that_was_deprecated_once_is_known_to_live_by_its_newest_event()
    {
        RegistryEvent[] events =
        [
            Events.Of("m@v1.0.0", 1, 1), Events.Of("m@deprecated#2", 1, 2), Events.Of("m@v2.0.0", 2, 3),
            Events.Of("m@v3.0.0", 3, 4),
        ];

        var (state, _) = Ask(events, Pin.OfVersion("1.0.0"), "m@v3.0.0");
        var (whole, _) = Ask(events[..2], Pin.OfVersion("1.0.0"), "m@deprecated#2");

        state.Events.Select(e => e.Tag).ShouldBe(["m@v1.0.0", "m@deprecated#2", "m@v3.0.0"]);
        state.IsDeprecated.ShouldBeFalse();
        whole.IsDeprecated.ShouldBeTrue();
    }

    [Fact]
    public void A_tag_that_names_another_version_than_its_commit_carries_is_not_believed()
    {
        RegistryEvent[] events =
            [Events.Of("m@v1.0.0", 1, 1), Events.Of("m@v2.0.0", 2, 2), Named("m#prod#3", 1, 3, "v2.0.0")];

        var (state, asked) = Ask(events, Pin.OfStage("prod"));

        Outcome(state, Pin.OfStage("prod")).ShouldStartWith("v1.0.0");
        asked.ShouldContain("refs/tags/m@v*");
    }

    private static RegistryEvent Named(string tag, int commit, long second, string version) =>
        Events.Of(tag, commit, second, $"subject\n\nModel-Version: {version}\n");

    private static (ModelState State, List<string> Asked) Ask(
        IReadOnlyList<RegistryEvent> events, Pin pin, string? chainEnd = null)
    {
        var asked = new List<string>();
        var resolution = new RemoteResolution(Events.Model, pin, patterns =>
        {
            asked.AddRange(patterns);
            return Task.FromResult(ModelFold.Fold(
                Events.Model, events.Where(e => asked.Exists(pattern => RefPattern.Matches(pattern, "refs/tags/" + e.Tag)))));
        }, () => Task.FromResult(chainEnd is null ? null : "refs/tags/" + chainEnd));
        return (resolution.RunAsync().GetAwaiter().GetResult(), asked);
    }

    private static string Outcome(ModelState state, Pin pin)
    {
        try
        {
            var (version, assignment) = Resolver.Resolve(state, pin, null);
            return $"{version.Version} {version.Registration.Tag} {version.IsActive} {assignment?.Tag} {state.IsDeprecated}";
        }
        catch (RegistryException e)
        {
            return $"{e.Code} {e.Message}";
        }
    }

    private static Pin? TryPin(string range)
    {
        try
        {
            return Pin.OfVersion(range);
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    /// <summary>Registrations stand on a commit of their own, or now and then on another's.</summary>
    private static List<RegistryEvent> EventsOf(Step[] history)
    {
        var events = new List<RegistryEvent>();
        var second = 0;
        foreach (var (step, number) in history.Select((step, i) => (step, i + 1)))
        {
            second += step.Pause;
            var version = s_versions[step.Version];
            var commit = step.Commit < 7 ? step.Version : step.Commit;
            var stage = s_stages[step.Stage];
            var (tag, about) = step.Kind switch
            {
                0 or 1 => ($"m@{version}", version),
                2 => ($"m@{version}#{number}", version),
                3 => ($"m@{version}!#{number}", version),
                4 or 5 or 6 => ($"m#{stage}#{number}", version),
                7 => ($"m#{stage}!#{number}", version),
                8 => step.Commit < 3 ? ($"m@deprecated#{number}", null) : ($"m#{stage}", version),
                _ => step.Commit < 2 ? ($"m+erased#{number}", version) : ($"m+annotated#{number}", version),
            };
            if (events.All(e => e.Tag != tag))
            {
                events.Add(Events.Of(tag, commit, second, Message(step, stage, about)));
            }
        }

        return events;
    }

    private static string Message(Step step, string stage, string? version) => step.Hint switch
    {
        0 => "By hand\n",
        1 => $"Assigning stage {stage} to artifact m version {version}\n",
        2 => $"subject\n\nModel-Version: {s_versions[step.Commit % s_versions.Length]}\n",
        _ => $"subject\n\nModel-Version: {version}\n",
    };
}
