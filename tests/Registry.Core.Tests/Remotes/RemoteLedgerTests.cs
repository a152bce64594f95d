using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>History, stages over time, annotations and audits of a registry that is given by URL.</summary>
public sealed class RemoteLedgerTests : IDisposable
{
    private readonly Hosted _hosted = new("remote-ledger");

    public void Dispose() => _hosted.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_clone_tells_of_the_past_is_told_by_url(bool filter)
    {
        await FillAsync();
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = filter });
        var byUrl = await ModelRegistry.OpenAsync(server.Url("models.git"));
        var byPath = await ModelRegistry.OpenAsync(_hosted.Work.Path);

        foreach (var name in new[] { "churn", null })
        {
            var here = await byPath.GetHistoryAsync(new HistoryQuery { Name = name });
            var there = await byUrl.GetHistoryAsync(new HistoryQuery { Name = name });
            there.Select(e => e with { Registry = "" }).ShouldBe(here.Select(e => e with { Registry = "" }));
            there.Count.ShouldBe(name is null ? 6 : 5);
        }

        var stage = (await byUrl.GetStagesAsync(new StageQuery { Name = "churn", Stage = "prod" })).ShouldHaveSingleItem();
        (stage.Version, stage.Registry).ShouldBe(("v1.0.0", byUrl.Location));
    }

    [Fact]
    public async Task An_event_whose_tag_was_deleted_on_the_remote_is_told_by_url()
    {
        await FillAsync();
        _hosted.Bare.Git("tag", "-d", "churn@v2.0.0");
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = true });
        var registry = await ModelRegistry.OpenAsync(server.Url("models.git"));

        var events = await registry.GetHistoryAsync(new HistoryQuery { Name = "churn" });

        events.Where(e => e.Status != EventStatus.Present).Select(e => (e.Tag, e.Status)).ShouldBe(
            [("churn@v2.0.0", EventStatus.Deleted)]);
    }

    [Fact]
    public async Task An_audit_by_url_finds_what_is_wrong_and_nothing_where_all_is_well()
    {
        await FillAsync();
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = true });
        var url = server.Url("models.git");
        var sink = new Recorder();

        (await Audit.OfAsync(url, sink: sink)).ShouldBeEmpty();
        _hosted.Bare.Git("tag", "-d", "churn@v2.0.0");
        await Audit.SingleAsync(url, RegistryProblem.TagDeleted, "churn@v2.0.0", new AuditRequest { Name = "churn" });

        // The store is one that a URL brought: without the user's word the ledger alone is looked at, and that is said.
        var warning = sink.Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe(ErrorCodes.StoreUnavailable);
        warning.Text.ShouldContain("registry.trustedStore");
    }

    [Fact]
    public async Task What_was_annotated_is_told_by_whatever_reads_a_url()
    {
        await FillAsync();
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = true });
        var registry = await ModelRegistry.OpenAsync(server.Url("models.git"));

        (await registry.ResolveAsync("churn@1.0.0")).Labels.ShouldBe(new Dictionary<string, string> { ["team"] = "risk" });
        (await registry.ResolveAsync("churn#prod")).Labels["team"].ShouldBe("risk");
        (await registry.FindVersionsAsync(new FindRequest { Filter = "label.team = 'risk'" }).ToListAsync())
            .ShouldHaveSingleItem().Version.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task There_is_nothing_to_bring_in_step_by_url()
    {
        await FillAsync();

        var registry = await ModelRegistry.OpenAsync(new Uri(_hosted.Bare.Path).AbsoluteUri);

        await Refused.WithAsync(ErrorCodes.Malformed, () => registry.SyncAsync(new SyncRequest()));
        await Refused.WithAsync(ErrorCodes.Malformed, () => registry.PreviewSyncAsync(new SyncRequest()));
    }

    /// <summary>Two models: one with two versions, the first of them in prod and annotated.</summary>
    private async Task FillAsync()
    {
        await _hosted.RegisterAsync("one", "1.0.0", "prod");
        await _hosted.RegisterAsync("two", "2.0.0");
        await _hosted.RegisterAsync("three", "1.0.0", name: "other");
        var registry = await ModelRegistry.OpenAsync(_hosted.Work.Path);
        await registry.AnnotateVersionAsync(new AnnotateRequest
        {
            Name = "churn",
            Version = "1.0.0",
            Labels = new Dictionary<string, string?> { ["team"] = "risk" },
        });
        await registry.AnnotateModelAsync(new AnnotateRequest { Name = "churn", Description = "What it is.\n\nAnd why." });
    }
}
