using FsCheck;
using FsCheck.Fluent;
using Registry.Ledger;
using Registry.Ledger.History;
using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.History;

/// <summary>What was true at a moment, against the rules of <c>gto show</c> written down a second time.</summary>
public sealed class StateAsOfTests
{
    [Fact]
    public void At_every_moment_the_state_is_what_a_replay_by_the_rules_gives() => Generated.ForAll(
        Histories,
        written =>
        {
            var state = ModelFold.Fold(Events.Model, written.Select(e => e.ToEvent()));
            foreach (var second in written.Select(e => e.Second).Append(0).Append(99).Distinct())
            {
                var then = state.AsOf(DateTimeOffset.FromUnixTimeSeconds(Events.Start + second));

                var oracle = new Replay(written.Where(e => e.Second <= second));
                then.Stages.Select(stage => (stage.Key, stage.Value.Key, stage.Value.Assignment.Tag))
                    .ShouldBe(oracle.Stages(), $"at {second} of {string.Join(", ", written)}");
                then.Active.Select(version => version.Version.ToString()).ShouldBe(oracle.Active(), ignoreOrder: true);
                then.IsDeprecated.ShouldBe(oracle.IsDeprecated());
            }
        },
        tests: 2000);

    [Fact]
    public void A_moment_takes_in_the_events_of_its_own_second()
    {
        var state = Events.Fold(Events.Of("m@v1.0.0", 1, 1), Events.Of("m#prod#1", 1, 5));

        state.AsOf(At(4)).Stages.ShouldBeEmpty();
        state.AsOf(At(5)).Stages["prod"].Key.ShouldBe("v1.0.0");
        state.AsOf(null).ShouldBe(state);
        state.AsOf(At(0)).Versions.ShouldBeEmpty();
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.FromUnixTimeSeconds(Events.Start + second);

    /// <summary>
    /// Few names and seconds, so that events meet; numbers rise as written while clocks jump, and some have none. A
    /// version has one commit (its digit), commits 4 and 5 have no version.
    /// </summary>
    private static Gen<IReadOnlyList<Written>> Histories { get; } =
        from drawn in (
            from kind in Generated.OneOf(
                EventKind.Register, EventKind.Register, EventKind.Deregister, EventKind.Assign, EventKind.Assign,
                EventKind.Assign, EventKind.Unassign, EventKind.Deprecate, EventKind.Extension)
            from commit in Gen.Choose(1, kind is EventKind.Register or EventKind.Deregister ? 3 : 5)
            from stage in Generated.OneOf("dev", "prod", "p/q")
            from second in Gen.Choose(1, 8)
            from numbered in Generated.OneOf(true, true, false)
            select (kind, commit, stage, second, numbered)).ListOf()
        select (IReadOnlyList<Written>)
            [.. drawn.Select((e, i) => new Written(e.kind, e.commit, e.stage, e.second, i + 1, e.numbered))];

    /// <summary>An event as someone wrote it, the counter being its place in the writing.</summary>
    private sealed record Written(EventKind Kind, int Commit, string Stage, int Second, int Counter, bool Numbered)
    {
        public string Version => $"v{Commit}.0.0";

        public string Tag => Kind switch
        {
            EventKind.Register => $"m@{Version}#{Counter}",
            EventKind.Deregister => $"m@{Version}!#{Counter}",
            EventKind.Assign => $"m#{Stage}#{Counter}",
            EventKind.Unassign => $"m#{Stage}!#{Counter}",
            EventKind.Deprecate => $"m@deprecated#{Counter}",
            _ => $"m+annotated#{Counter}",
        };

        public int Number => Numbered ? Counter : 0;

        public RegistryEvent ToEvent() =>
            Numbered ? Events.Numbered(Tag, Commit, Second, Counter) : Events.Of(Tag, Commit, Second);
    }

    /// <summary>The rules, asked one by one of the plain list: slow, and nothing shared with the fold.</summary>
    private sealed class Replay(IEnumerable<Written> events)
    {
        private static readonly EventKind[] s_onOneSecond =
        [
            EventKind.Deprecate, EventKind.Register, EventKind.Deregister, EventKind.Assign, EventKind.Unassign,
            EventKind.Extension,
        ];

        private readonly List<Written> _events = [.. events];

        public IEnumerable<string> Active() => _events.Where(e => e.Kind == EventKind.Register && IsActive(e.Commit))
            .Select(e => e.Version).Distinct();

        public bool IsDeprecated() =>
            Newest(_events.Where(e => e.Kind != EventKind.Extension))?.Kind == EventKind.Deprecate;

        public IEnumerable<(string Stage, string Holder, string Tag)> Stages()
        {
            foreach (var stage in new[] { "dev", "p/q", "prod" })
            {
                var inForce = Enumerable.Range(1, 5)
                    .Select(commit => Newest(_events.Where(e => e.Commit == commit && e.Stage == stage
                        && e.Kind is EventKind.Assign or EventKind.Unassign)))
                    .Where(e => e?.Kind == EventKind.Assign && (IsActive(e.Commit) || !WasRegistered(e.Commit)))
                    .Select(e => e!).ToList();
                if (inForce.Count == 0)
                {
                    continue;
                }

                // The last assigned; on one second the lower version, and a version before a bare commit.
                var last = inForce.Max(e => (e.Second, e.Number));
                var holder = inForce.Where(e => (e.Second, e.Number) == last)
                    .OrderBy(e => !WasRegistered(e.Commit)).ThenBy(e => e.Commit).First();
                var name = WasRegistered(holder.Commit) ? holder.Version : Events.CommitId(holder.Commit);
                yield return (stage, name, holder.Tag);
            }
        }

        private bool WasRegistered(int commit) => _events.Any(e => e.Kind == EventKind.Register && e.Commit == commit);

        private bool IsActive(int commit) =>
            Newest(_events.Where(e => e.Commit == commit && e.Kind is EventKind.Register or EventKind.Deregister))?.Kind
                == EventKind.Register;

        private static Written? Newest(IEnumerable<Written> of)
        {
            Written? newest = null;
            foreach (var e in of)
            {
                newest = newest is null || IsLater(e, newest) ? e : newest;
            }

            return newest;
        }

        private static bool IsLater(Written e, Written than) =>
            e.Second != than.Second ? e.Second > than.Second
            : e.Number != than.Number ? e.Number > than.Number
            : e.Kind != than.Kind ? Array.IndexOf(s_onOneSecond, e.Kind) > Array.IndexOf(s_onOneSecond, than.Kind)
            : string.CompareOrdinal(e.Tag, than.Tag) > 0;
    }
}
