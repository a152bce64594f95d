using Registry.Tests.Support;

namespace Registry.Tests.Operations.Lifecycle;

/// <summary>What is said of versions and models after they were registered.</summary>
public sealed class AnnotateTests : IDisposable
{
    private const string Markdown = "# Churn\n\nTrained on **all** regions.\n\n    code block\n.\n- one  \n- two";
    private readonly Sandbox _sandbox = new("annotate");
    private readonly Recorder _said = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_version_is_annotated_by_an_event_on_its_commit()
    {
        await RegisterAsync();

        await AnnotateAsync(r => r with
        {
            Labels = Labels(("team", "fraud"), ("tier", null), ("new", "yes")),
            Metrics = new Dictionary<string, double?> { ["auc"] = 0.91, ["loss"] = null },
            Description = Markdown,
            Message = "Validated on Q3.",
        });

        var version = await _sandbox.VersionAsync("1.0.0");
        version.Labels.ShouldBe(new Dictionary<string, string> { ["new"] = "yes", ["team"] = "fraud" });
        version.Metrics.ShouldBe(new Dictionary<string, double> { ["auc"] = 0.91 });
        version.Description.ShouldBe(Markdown);
        version.Tag.ShouldBe("churn@v1.0.0");
        _sandbox.CommitOf("churn+annotated#2").ShouldBe(_sandbox.CommitOf("churn@v1.0.0"));
        var e = await (await _sandbox.OpenAsync()).ResolveEventAsync("churn+annotated#2");
        (e.Kind, e.Version, e.Event, e.Message).ShouldBe(("annotated", "v1.0.0", 2L, "Validated on Q3."));
        (await (await _sandbox.OpenAsync()).ResolveAsync("churn+annotated#2")).Version.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task What_is_said_of_a_model_stays_when_versions_come()
    {
        await RegisterAsync();

        await _sandbox.AnnotateAsync(r => r with { Labels = Labels(("team", "risk")), Description = "About churn." });
        await _sandbox.RegisterAsync("other", "2.0.0");

        var model = await _sandbox.ModelAsync();
        model.Labels.ShouldBe(new Dictionary<string, string> { ["team"] = "risk" });
        model.Description.ShouldBe("About churn.");
        (await _sandbox.VersionAsync("2.0.0")).Description.ShouldBeNull();
        _sandbox.TextOf("churn+annotated#2").ShouldNotContain("Model-Version");
        _sandbox.CommitOf("churn+annotated#2").ShouldBe(_sandbox.CommitOf("churn@v1.0.0"));
    }

    [Fact]
    public async Task What_is_shown_of_a_model_can_be_taken_away()
    {
        await RegisterAsync();

        await _sandbox.AnnotateAsync(r => r with { Labels = Labels(("team", null)), Description = "" });

        (await _sandbox.ModelAsync()).Labels.Keys.ShouldBe(["tier"]);
        (await _sandbox.ModelAsync()).Description.ShouldBeNull();
        (await _sandbox.VersionAsync("1.0.0")).Labels["team"].ShouldBe("risk");
    }

    [Fact]
    public async Task What_is_so_already_is_not_said_again()
    {
        await RegisterAsync();

        await AnnotateAsync(r => r with
        {
            Labels = Labels(("team", "risk"), ("none", null)),
            Metrics = new Dictionary<string, double?> { ["auc"] = 0.9, ["none"] = null },
            Description = "A net.\n",
        });
        await _sandbox.AnnotateAsync(r => r with { Labels = Labels(("none", null)) }, _said);

        _sandbox.Git.Tags().Count.ShouldBe(1);
        _said.Messages.Count.ShouldBe(2);
        _said.Messages.ShouldAllBe(message => message.Text.Contains("nothing was written"));
    }

    [Fact]
    public async Task A_request_that_says_nothing_or_cannot_be_kept_is_refused()
    {
        await RegisterAsync();
        Func<AnnotateRequest, AnnotateRequest>[] mistakes =
        [
            r => r, r => r with { Labels = Labels(("a b", "x")) }, r => r with { Labels = Labels(("a b", null)) },
            r => r with { Labels = Labels(("a", "1\n2")) }, r => r with { Description = "bell\a" },
            r => r with { Metrics = new Dictionary<string, double?> { ["auc"] = double.NaN } },
            r => r with { Description = string.Concat(Enumerable.Repeat("line\n", 4000)) },
            r => r with
            {
                Metrics = Enumerable.Range(0, 1000).ToDictionary(i => $"metric{i:0000}", i => (double?)i),
            },
        ];
        foreach (var mistake in mistakes)
        {
            await Refused.WithAsync(ErrorCodes.Malformed, () => AnnotateAsync(mistake));
        }

        await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.AnnotateAsync(r => r with
        {
            Metrics = new Dictionary<string, double?> { ["auc"] = 1 },
        }));
        var registry = await _sandbox.OpenAsync();
        var label = new AnnotateRequest { Name = "churn", Labels = Labels(("a", "b")) };
        await Refused.WithAsync(ErrorCodes.Malformed, () => registry.AnnotateVersionAsync(label));
        await Refused.WithAsync(
            ErrorCodes.Malformed, () => registry.AnnotateModelAsync(label with { Version = "1.0.0" }));
        _sandbox.Git.Tags().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_the_nearest()
    {
        await RegisterAsync();

        (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.AnnotateAsync(
            r => r with { Version = "1.0.1", Description = "x" }))).Message.ShouldContain("'v1.0.0'");
        (await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.AnnotateAsync(
            r => r with { Name = "chrun", Description = "x" }))).Message.ShouldContain("'churn'");
    }

    [Fact]
    public async Task A_withdrawn_version_can_be_annotated_and_stays_withdrawn()
    {
        await RegisterAsync();
        await _sandbox.UnregisterAsync("1.0.0");

        await AnnotateAsync(r => r with { Labels = Labels(("reason", "leak")) });

        var version = await _sandbox.VersionAsync("1.0.0");
        version.Active.ShouldBeFalse();
        version.Labels["reason"].ShouldBe("leak");
    }

    [Fact]
    public async Task A_description_of_many_lines_is_registered_too()
    {
        await _sandbox.RegisterAsync("one", "1.0.0", r => r with { Description = Markdown });

        (await _sandbox.VersionAsync("1.0.0")).Description.ShouldBe(Markdown);
        (await _sandbox.ModelAsync()).Description.ShouldBe(Markdown);
    }

    private Task<ModelVersion> RegisterAsync() => _sandbox.RegisterAsync("one", "1.0.0", r => r with
    {
        Labels = new Dictionary<string, string> { ["team"] = "risk", ["tier"] = "1" },
        Metrics = new Dictionary<string, double> { ["auc"] = 0.9, ["loss"] = 2 },
        Description = "A net.",
    });

    private Task AnnotateAsync(Func<AnnotateRequest, AnnotateRequest> with) =>
        _sandbox.AnnotateAsync(r => with(r with { Version = "1.0.0" }), _said);

    private static Dictionary<string, string?> Labels(params (string Key, string? Value)[] labels) =>
        labels.ToDictionary(label => label.Key, label => label.Value);
}
