using Registry.Ledger;
using Registry.Naming;
using static Registry.Tests.Support.Events;

namespace Registry.Tests.Ledger;

/// <summary>What is said of versions and models, event over event.</summary>
public sealed class NotesTests
{
    private const string Registered =
        "s\n\nModel-Version: v1.0.0\nMetric: auc=0.9\nMetric: loss=2\nLabel: team=risk\nLabel: tier=1\nModel-Description: A net.\n";

    [Fact]
    public void What_is_said_last_counts_key_by_key()
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1, Registered),
            Of("m+annotated#2", 1, 2, "s\n\nModel-Version: v1.0.0\nMetric: auc=0.95\nMetric: f1=1e-3\nLabel: team=fraud\n"),
            Of("m+annotated#3", 1, 3, "s\n\nModel-Version: v1.0.0\nModel-Description: A better\n .\n net.\n"));

        var notes = Version(state).Notes;
        notes.Labels.ShouldBe(new Dictionary<string, string> { ["team"] = "fraud", ["tier"] = "1" });
        notes.Metrics.ShouldBe(new Dictionary<string, double> { ["auc"] = 0.95, ["f1"] = 0.001, ["loss"] = 2 });
        notes.Description.ShouldBe("A better\n\nnet.");
    }

    [Fact]
    public void What_is_removed_is_gone_until_it_is_said_again()
    {
        var registered = Of("m@v1.0.0", 1, 1, Registered);
        var removed = Of(
            "m+annotated#2", 1, 2,
            "s\n\nModel-Version: v1.0.0\nModel-Removed: label.team\nModel-Removed: metric.auc\nModel-Removed: description\n"
            + "Model-Removed: label.none\nModel-Removed: nothing\n");
        var again = Of("m+annotated#3", 1, 3, "s\n\nModel-Version: v1.0.0\nLabel: team=ops\n");

        var gone = Version(Fold(registered, removed)).Notes;
        (gone.Labels.Count, gone.Metrics.Count, gone.Description).ShouldBe((1, 1, null));
        Version(Fold(registered, removed, again)).Notes.Labels["team"].ShouldBe("ops");
    }

    [Fact]
    public void A_model_shows_what_is_said_of_its_latest_version_and_over_it_what_is_said_of_itself()
    {
        var first = new[]
        {
            Of("m@v1.0.0", 1, 1, Registered),
            Of("m+annotated#2", 1, 2, "s\n\nModel-Version: v1.0.0\nLabel: tier=2\n"),
            Of("m+annotated#3", 1, 3, "s\n\nLabel: team=own\n"),
        };

        Fold(first).Notes.Labels.ShouldBe(new Dictionary<string, string> { ["team"] = "own", ["tier"] = "2" });
        Fold(first).Notes.Description.ShouldBe("A net.");
        var next = Fold([.. first, Of("m@v2.0.0", 2, 4, "s\n\nModel-Version: v2.0.0\nLabel: team=risk\n")]);
        next.Notes.Labels.ShouldBe(new Dictionary<string, string> { ["team"] = "own" });
        next.Notes.Description.ShouldBeNull();
    }

    [Theory]
    [InlineData("m+annotated#2", "Model-Version: v9.9.9"), InlineData("m+annotated#2", "Model-Version: nine")]
    [InlineData("m+noted#2", "Model-Version: v1.0.0"), InlineData("m#prod#2", "Model-Version: v1.0.0")]
    public void What_is_about_no_version_of_the_model_or_no_annotation_says_nothing(string tag, string version)
    {
        var state = Fold(Of("m@v1.0.0", 1, 1, Registered), Of(tag, 1, 2, $"s\n\n{version}\nLabel: team=other\n"));

        Version(state).Notes.Labels["team"].ShouldBe("risk");
        state.Notes.Labels["team"].ShouldBe("risk");
    }

    [Fact]
    public void An_annotation_changes_neither_stages_nor_a_deprecation()
    {
        var state = Fold(
            Of("m@v1.0.0", 1, 1, Registered), Of("m#prod#2", 1, 2), Of("m@deprecated#3", 1, 3),
            Of("m+annotated#4", 1, 4, "s\n\nModel-Version: v1.0.0\nLabel: a=b\n"));

        state.Deprecation!.Tag.ShouldBe("m@deprecated#3");
        state.Stages["prod"].Key.ShouldBe("v1.0.0");
        state.NextNumber.ShouldBe(5);
        Views.VersionOf(state.Last!, state)!.Version.ToString().ShouldBe("v1.0.0");
    }

    private static VersionState Version(ModelState state) => state.Find(SemanticVersion.Parse("1.0.0")).ShouldNotBeNull();
}
