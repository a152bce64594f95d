using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>Events that are written to a registry by its URL: onto the remote, and nowhere else.</summary>
public sealed class RemoteWriteTests : IDisposable
{
    private readonly Hosted _hosted = new("remote-write", "stages: [dev, prod]\n");

    public RemoteWriteTests() => _hosted.TrustStore();

    public void Dispose() => _hosted.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_is_registered_and_staged_by_url(bool filter)
    {
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = filter });
        var registry = await OpenAsync(server);

        var first = await registry.RegisterAsync(Request("one") with { Stage = "dev" });
        await _hosted.RegisterAsync("two", "0.2.0");
        var third = await registry.RegisterAsync(Request("three"));
        var change = await (await OpenAsync(server)).AssignAsync(
            new AssignRequest { Name = "churn", Version = "0.2.0", Stage = "prod", Message = "Passed." });

        first.Commit.ShouldBe(_hosted.Bare.Git("rev-parse", "main"));
        (first.Version, third.Version, change.Registry).ShouldBe(("v0.0.1", "v0.2.1", server.Url("models.git")));
        _hosted.Bare.Git("log", "--reverse", "--format=%s", "refs/registry/churn@chain").Split('\n')
            .Select(line => line.Split(' ')[0])
            .ShouldBe(["churn@v0.0.1", "churn#dev#2", "churn@v0.2.0", "churn@v0.2.1", "churn#prod#5"]);
        var commits = _hosted.Bare.Git("for-each-ref", "--format=%(*objectname)", "refs/tags/churn@*").Split('\n');
        commits.Distinct().Count().ShouldBe(3);
        _hosted.Bare.Git("fsck", "--strict", "--no-dangling");
        (await registry.ResolveAsync("churn#prod")).Message.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_revision_is_a_branch_a_tag_or_a_commit_of_the_remote()
    {
        var old = _hosted.Work.Git("rev-parse", "HEAD");
        _hosted.Work.Git("push", "-q", "origin", "HEAD:refs/heads/release/1");
        _hosted.Work.Git("tag", "-a", "start", "-m", "x");
        _hosted.Work.Git("push", "-q", "origin", "start");
        _hosted.Commit();
        using var server = Servers.Http(_hosted.Folder);
        var registry = await OpenAsync(server);

        foreach (var (revision, at) in new[] { ("release/1", 1), ("start", 2), (old, 3) })
        {
            (await registry.RegisterAsync(Request($"text {at}") with { Revision = revision })).Commit.ShouldBe(old, revision);
        }

        foreach (var revision in new[] { "no-such", "--upload-pack=x", "main:x", "0123456789012345678901234567890123456789" })
        {
            await Refused.WithAsync(
                ErrorCodes.Malformed, () => registry.RegisterAsync(Request("new") with { Revision = revision }));
        }
    }

    [Fact]
    public async Task Nothing_is_kept_local_and_no_stage_is_made_up()
    {
        using var server = Servers.Http(_hosted.Folder);
        var registry = await OpenAsync(server);
        await registry.RegisterAsync(Request("one"));
        var assign = new AssignRequest { Name = "churn", Version = "0.0.1", Stage = "prod" };

        (await Refused.WithAsync(ErrorCodes.Malformed, () => registry.RegisterAsync(Request("two") with { NoPush = true })))
            .Message.ShouldContain("-NoPush");
        await Refused.WithAsync(ErrorCodes.Malformed, () => registry.AssignAsync(assign with { NoPush = true }));
        await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => registry.AssignAsync(assign with { Stage = "live" }));
        await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => registry.PreviewAssignAsync(assign with { Stage = "live" }));
        (await registry.PreviewRegisterAsync(Request("two"))).ShouldBe("v0.0.2");
        _hosted.Bare.Tags().ShouldBe(["churn@v0.0.1"]);
    }

    [Fact]
    public async Task A_store_of_a_working_tree_is_not_written_to_by_url()
    {
        _hosted.AddPrivateStore();
        using var server = Servers.Http(_hosted.Folder);
        var registry = await OpenAsync(server);

        await Refused.WithAsync(ErrorCodes.NoSharedStore, () => registry.RegisterAsync(Request("one")));

        _hosted.Bare.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_takes_no_push_is_an_error_that_says_so()
    {
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Access = HttpAccess.PasswordToWrite });
        var registry = await OpenAsync(server);

        var refused = await Refused.WithAsync(ErrorCodes.GitFailed, () => registry.RegisterAsync(Request("one")));

        refused.Message.ShouldContain("could not read Username");
        _hosted.Bare.Tags().ShouldBeEmpty();
    }

    [Fact]
    public async Task Writers_by_url_and_writers_in_clones_lose_nothing_to_each_other()
    {
        using var server = Servers.Http(_hosted.Folder);
        await _hosted.RegisterAsync("zero", "0.0.1");

        var written = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
            i % 2 == 0
                ? (await (await OpenAsync(server)).RegisterAsync(Request($"text {i}"))).Version
                : (await _hosted.RegisterAsync($"text {i}", $"9.{i}.0")).Version));

        written.ShouldBeUnique();
        _hosted.Bare.Tags().Count.ShouldBe(7);
        _hosted.Bare.Git("rev-list", "--count", "refs/registry/churn@chain").ShouldBe("7");
    }

    private static async Task<ModelRegistry> OpenAsync(GitHttpServer server)
    {
        Identity.Set();
        return await ModelRegistry.OpenAsync(server.Url("models.git"));
    }

    private RegisterRequest Request(string text) => new()
    {
        Name = "churn",
        Path = _hosted.Folder.Write($"models/{Guid.NewGuid():N}/weights.bin", text),
    };
}
