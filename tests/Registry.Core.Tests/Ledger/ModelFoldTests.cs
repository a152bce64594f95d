using FsCheck;
using FsCheck.Fluent;
using Registry.Ledger;
using Registry.Naming;
using Registry.Tests.Support;
using static Registry.Tests.Support.Events;

namespace Registry.Tests.Ledger;

/// <summary>The rules of <c>gto show</c>, one by one; the golden runs check them together.</summary>
public sealed class ModelFoldTests
{
    [Fact]
    public void Without_events_there_is_nothing()
    {
        var state = Fold();

        state.Versions.ShouldBeEmpty();
        state.Stages.ShouldBeEmpty();
        state.Latest.ShouldBeNull();
        state.NextNumber.ShouldBe(1);
        state.IsDeprecated.ShouldBeFalse();
    }

    [Fact]
    public void Latest_is_the_highest_active_release_whatever_came_last()
    {
        var state = Fold(
            Of("m@v2.0.0", 1, 1), Of("m@v1.0.0", 2, 2), Of("m@v3.0.0-rc.1", 3, 3), Of("m@v4.0.0", 4, 4),
            Of("m@v4.0.0!", 4, 5));

        state.Latest!.Version.ToString().ShouldBe("v2.0.0");
        state.Active.First().Version.ToString().ShouldBe("v3.0.0-rc.1");
        state.Versions.Select(v => v.Version.ToString()).ShouldBe(["v4.0.0", "v3.0.0-rc.1", "v2.0.0", "v1.0.0"]);
    }

    [Fact]
    public void A_stage_tag_belongs_to_the_version_of_its_commit_even_if_registered_later()
    {
        var state = Fold(Of("m#prod#1", 1, 1), Of("m@v1.0.0", 1, 2));

        state.Stages["prod"].Key.ShouldBe("v1.0.0");
    }

    [Fact]
    public void A_stage_on_a_commit_without_a_version_is_held_by_the_commit()
    {
        var state = Fold(Of("m#prod#1", 5, 1));

        state.Stages["prod"].Version.ShouldBeNull();
        state.Stages["prod"].Key.ShouldBe(CommitId(5));
    }

    [Fact]
    public void After_an_unassign_the_holder_before_is_in_force_again()
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 2, 2), Of("m#prod#1", 1, 3), Of("m#prod#2", 2, 4),
            Of("m#prod!#3", 2, 5));

        state.Stages["prod"].Key.ShouldBe("v1.0.0");
    }

    [Fact]
    public void After_a_deregistration_the_holder_before_is_in_force_again()
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 2, 2), Of("m#prod#1", 1, 3), Of("m#prod#2", 2, 4),
            Of("m@v2.0.0!", 2, 5));

        state.Stages["prod"].Key.ShouldBe("v1.0.0");
        state.Find(SemanticVersion.Parse("2.0.0"))!.IsActive.ShouldBeFalse();
    }

    [Theory]
    [InlineData("m@deprecated", true), InlineData("m@v1.0.0!", false), InlineData("m#prod#1", false)]
    [InlineData("m@v1.1.0", false)]
    public void A_model_is_deprecated_only_while_its_last_event_is_a_deprecation(string last, bool deprecated) =>
        Fold(Of("m@v1.0.0", 1, 1), Of("m@deprecated#9", 1, 2), Of(last, 1, 3)).IsDeprecated.ShouldBe(deprecated);

    [Fact]
    public void On_one_second_unassign_beats_assign_and_deregister_beats_register()
    {
        var state = Fold(
            Of("m@v1.0.0!", 1, 1), Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 2, 1), Of("m#prod!#9", 2, 2),
            Of("m#prod#10", 2, 2));

        state.Active.Select(v => v.Version.ToString()).ShouldBe(["v2.0.0"]);
        state.Stages.ShouldBeEmpty();
    }

    [Fact]
    public void On_one_second_any_version_event_beats_a_deprecation() =>
        Fold(Of("m@v1.0.0", 1, 1), Of("m@deprecated", 1, 1)).IsDeprecated.ShouldBeFalse();

    [Theory]
    [InlineData(1, 2), InlineData(2, 1)]
    public void On_one_second_the_lowest_of_two_assigned_versions_holds_the_stage_whatever_the_counters(
        int first, int second)
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 2, 1), Of("m#prod#1", first, 2), Of("m#prod#2", second, 2));

        state.Stages["prod"].Key.ShouldBe("v1.0.0");
    }

    [Fact]
    public void Numbers_order_what_falls_on_one_second()
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 2, 1), Numbered("m#prod#4", 1, 2, 4), Numbered("m#prod#5", 2, 2, 5));

        state.Stages["prod"].Key.ShouldBe("v2.0.0");
        state.Last!.Tag.ShouldBe("m#prod#5");
    }

    [Fact]
    public void The_next_number_is_above_every_number_and_every_counter()
    {
        Fold(Numbered("m@v1.0.0", 1, 1, 7)).NextNumber.ShouldBe(8);
        Fold(Numbered("m@v1.0.0", 1, 1, 7), Of("m#dev#12", 1, 2)).NextNumber.ShouldBe(13);
        Fold(Of("m@v1.0.0", 1, 1)).NextNumber.ShouldBe(1);
        Fold(Numbered("m@v1.0.0", 1, 1, 2_000_000_000), Of("m#dev#3", 1, 2)).NextNumber.ShouldBe(4);
    }

    /// <summary>GTO dies of it ("Multiple versions are not allowed on the same Git commit").</summary>
    [Fact]
    public void The_history_names_the_version_that_holds_the_stage_where_another_tool_put_two_on_a_commit()
    {
        var state = Fold(Of("m@v2.0.0", 1, 1), Of("m@v1.0.0", 1, 2), Of("m#prod#1", 1, 3));

        state.Stages["prod"].Key.ShouldBe("v1.0.0");
        Views.VersionOf(state.Last!, state)!.Version.ToString().ShouldBe("v1.0.0");
    }

    [Fact]
    public void Two_versions_on_one_commit_are_both_there_and_the_tag_says_which_holds_the_stage()
    {
        var versions = new[] { Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 1, 2) };

        Fold([.. versions, Of("m#prod#1", 1, 3, "s\n\nModel-Version: v1.0.0\n")]).Stages["prod"].Key.ShouldBe("v1.0.0");
        Fold([.. versions, Of("m#prod#1", 1, 3)]).Stages["prod"].Key.ShouldBe("v2.0.0");
        Fold(versions).Versions.Count.ShouldBe(2);
    }

    /// <summary>The commit decides; what the trailer says of another version counts nowhere.</summary>
    [Fact]
    public void A_trailer_that_names_another_version_than_the_commits_changes_nothing()
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1), Of("m@v2.0.0", 2, 2), Of("m#prod#1", 1, 3, "s\n\nModel-Version: v2.0.0\n"));

        state.Stages["prod"].Key.ShouldBe("v1.0.0");
    }

    [Fact]
    public void The_order_in_which_events_are_read_changes_nothing() =>
        Generated.ForAll(
            Histories,
            history =>
            {
                var (events, seed) = history;
                var (one, other) = (
                    ModelFold.Fold(Events.Model, events), ModelFold.Fold(Events.Model, events.Shuffled(seed)));
                other.Events.Select(e => e.Tag).ShouldBe(one.Events.Select(e => e.Tag));
                other.Versions.Select(v => (v.Version, v.IsActive))
                    .ShouldBe(one.Versions.Select(v => (v.Version, v.IsActive)));
                other.Stages.Select(s => (s.Key, s.Value.Key)).ShouldBe(one.Stages.Select(s => (s.Key, s.Value.Key)));
                (other.IsDeprecated, other.NextNumber).ShouldBe((one.IsDeprecated, one.NextNumber));
            },
            tests: 1000);

    /// <summary>Few names, commits and seconds, so that events meet.</summary>
    private static Gen<(IReadOnlyList<RegistryEvent> Events, int Seed)> Histories { get; } =
        from drawn in (
            from shape in Generated.OneOf(
                "@v1.0.0", "@v1.1.0", "@v1.0.0!", "@v2.0.0-rc.1", "#dev#", "#prod#", "#prod!#", "@deprecated#",
                "@v1.0.0#")
            from counter in Gen.Choose(1, 9)
            from commit in Gen.Choose(1, 3)
            from second in Gen.Choose(1, 5)
            select (Tag: "m" + shape + (shape.EndsWith('#') ? $"{counter}" : ""), commit, second)).ListOf()
        from seed in Gen.Choose(0, 1000)
        select ((IReadOnlyList<RegistryEvent>)
            [.. drawn.DistinctBy(e => e.Tag).Select(e => Of(e.Tag, e.commit, e.second))], seed);
}
