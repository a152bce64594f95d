using FsCheck;
using FsCheck.Fluent;
using Registry.Ledger;
using Registry.Naming;
using Registry.Operations.Lifecycle;
using Registry.Tests.Support;

namespace Registry.Tests.Operations.Lifecycle;

/// <summary>What an undo would write, over the fold alone.</summary>
public sealed class ReversalTests
{
    private const int Versions = 3;

    [Fact]
    public void Undo_and_redo_walk_the_holders_as_an_editor_walks_its_changes() =>
        Generated.ForAll(Actions.ListOf(), Check, tests: 500);

    [Fact]
    public void What_another_tool_wrote_is_undone_one_event_at_a_time()
    {
        var ledger = new MemoryLedger(2);
        ledger.WriteForeign("m#prod#7", 1);
        ledger.WriteForeign("m#prod#8", 2);
        ledger.WriteForeign("m#prod!#9", 2);

        Undo(ledger);
        ledger.Holder.ShouldBe("v2.0.0");
        Undo(ledger);
        ledger.Holder.ShouldBe("v1.0.0");
        Undo(ledger);
        ledger.Holder.ShouldBeNull();

        Refused.With(ErrorCodes.NotFound, () => Undo(ledger)).Message.ShouldContain("Nothing is left to undo");
    }

    [Fact]
    public void A_commit_that_another_tool_staged_without_a_version_gets_its_stage_back()
    {
        var ledger = new MemoryLedger(1);
        ledger.WriteForeign("m#prod#7", 9);
        ledger.Assign("1.0.0");

        Undo(ledger);

        ledger.Holder.ShouldBe(Events.CommitId(9));
        ledger.State.Last!.Message.Subject.ShouldBe($"Assigning stage prod to artifact m version {Events.CommitId(9)}");
        ledger.State.Last.Message.Find(Trailer.Version).ShouldBeNull();
    }

    [Fact]
    public void An_undo_that_was_cut_short_is_finished_and_goes_back_no_further()
    {
        var whole = new MemoryLedger(5);
        for (var i = 1; i <= 5; i++)
        {
            whole.Assign($"{i}.0.0");
        }

        // All five go back in one step to where nobody was; the push of three went through, the one of two did not.
        var drafts = new Reversal(whole.State, MemoryLedger.Prod, redo: false).Draft(5);
        drafts.Count.ShouldBe(5);
        whole.Write([.. drafts.Take(3)]);
        whole.Holder.ShouldBe("v5.0.0");

        Undo(whole);

        whole.Holder.ShouldBeNull();
        Refused.With(ErrorCodes.NotFound, () => Undo(whole));
        Redo(whole);
        whole.Holder.ShouldBe("v5.0.0");
        Refused.With(ErrorCodes.NotFound, () => Redo(whole));
    }

    [Fact]
    public void An_undo_of_more_events_than_a_tag_names_is_refused()
    {
        var ledger = new MemoryLedger(2);
        for (var i = 0; i < 76; i++)
        {
            ledger.Assign($"{(i % 2) + 1}.0.0");
            ledger.Unassign($"{(i % 2) + 1}.0.0");
        }

        Refused.With(ErrorCodes.Malformed, () => Undo(ledger, 151)).Message.ShouldContain("151 events");
        Undo(ledger, 150);
        ledger.Holder.ShouldBeNull();
    }

    [Fact]
    public void A_revert_that_names_what_is_not_there_reverses_nothing()
    {
        var ledger = new MemoryLedger(2);
        ledger.Assign("1.0.0");
        ledger.Assign("2.0.0");
        var forged = ledger.Stage(EventKind.Assign, "1.0.0");
        ledger.Write([forged with { Trailers = [new(Trailer.Reverts, Events.CommitId(99)), new(Trailer.Reverts, "x")] }]);

        Undo(ledger);

        ledger.Holder.ShouldBe("v1.0.0");
        Undo(ledger);
        ledger.Holder.ShouldBeNull();
    }

    [Fact]
    public void Of_two_events_with_one_number_neither_is_taken_for_part_of_the_other()
    {
        // Hosts that take no chain cannot keep two writers from one number.
        var dev = Events.Numbered("m#dev#3", 1, 4, 3);
        var prod = Events.Numbered("m#prod#3", 2, 5, 3);
        var state = Events.Fold(
            Events.Numbered("m@v1.0.0", 1, 1, 1), Events.Numbered("m@v2.0.0", 2, 2, 2), dev, prod);
        var history = new StageHistory(state, MemoryLedger.Prod);

        history.CompanionsOf(history.Steps.Single()).ShouldBeEmpty();
        new Reversal(state, MemoryLedger.Prod, redo: false).Draft(1).Single().Kind.ShouldBe(EventKind.Unassign);
    }

    /// <summary>Runs the actions, and beside them what an editor would do with its changes.</summary>
    private static void Check(IEnumerable<(int Action, int Number)> actions)
    {
        var ledger = new MemoryLedger(Versions);
        var editor = new Editor();
        foreach (var (action, number) in actions)
        {
            var before = ledger.Holder;
            switch (action)
            {
                case 0:
                    ledger.Assign($"{number}.0.0");
                    ledger.Holder.ShouldBe($"v{number}.0.0");
                    editor.Change(before);
                    break;
                case 1 when before is not null:
                    ledger.Unassign([.. ledger.State.HoldersOf(MemoryLedger.Prod).Reverse().Select(h => h.Key)]);
                    ledger.Holder.ShouldBeNull();
                    editor.Change(before);
                    break;
                case 2 when before is not null:
                    ledger.Unassign(before);
                    ledger.Holder.ShouldNotBe(before);
                    editor.Change(before);
                    break;
                case 3:
                    Compare(ledger, editor.Undo(before, number), () => Undo(ledger, number));
                    break;
                case 4:
                    Compare(ledger, editor.Redo(number), () => Redo(ledger, number));
                    break;
                default:
                    break;
            }
        }
    }

    private static void Compare(MemoryLedger ledger, (bool Possible, string? Holder) expected, Action walk)
    {
        if (!expected.Possible)
        {
            Refused.With(ErrorCodes.NotFound, walk);
            return;
        }

        walk();
        ledger.Holder.ShouldBe(expected.Holder);
        if (expected.Holder is not null)
        {
            ledger.DvcCommit.ShouldBe(ledger.State.HolderOf(MemoryLedger.Prod)!.Version!.Commit);
        }
    }

    private static Gen<(int Action, int Number)> Actions { get; } =
        from action in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 2)), (4, Gen.Constant(3)), (4, Gen.Constant(4)))
        from number in Gen.Choose(1, Versions)
        select (action, number);

    private static void Undo(MemoryLedger ledger, int steps = 1) =>
        ledger.Write(new Reversal(ledger.State, MemoryLedger.Prod, redo: false).Draft(steps));

    private static void Redo(MemoryLedger ledger, int steps = 1) =>
        ledger.Write(new Reversal(ledger.State, MemoryLedger.Prod, redo: true).Draft(steps));

    /// <summary>Changes by the holder before each; an undo takes several and is repeated whole.</summary>
    private sealed class Editor
    {
        private readonly Stack<string?> _done = [];
        private readonly Stack<(string? Holder, List<string?> Changes)> _undone = [];

        public void Change(string? before)
        {
            _done.Push(before);
            _undone.Clear();
        }

        public (bool Possible, string? Holder) Undo(string? now, int steps)
        {
            if (_done.Count < steps)
            {
                return (false, null);
            }

            var changes = Enumerable.Range(0, steps).Select(_ => _done.Pop()).ToList();
            _undone.Push((now, changes));
            return (true, changes[^1]);
        }

        public (bool Possible, string? Holder) Redo(int steps)
        {
            if (_undone.Count < steps)
            {
                return (false, null);
            }

            string? holder = null;
            for (var i = 0; i < steps; i++)
            {
                (holder, var changes) = _undone.Pop();
                changes.Reverse();
                changes.ForEach(_done.Push);
            }

            return (true, holder);
        }
    }
}
