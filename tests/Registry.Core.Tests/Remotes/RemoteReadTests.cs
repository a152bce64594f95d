using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>A registry that is read by its URL, over a real server.</summary>
public sealed class RemoteReadTests : IDisposable
{
    private readonly Hosted _hosted = new("remote-read");

    public void Dispose() => _hosted.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Everything_that_reads_reads_by_url(bool filter)
    {
        await FillAsync();
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = filter });
        var url = server.Url("models.git");
        var registry = await ModelRegistry.OpenAsync(url);

        (await registry.GetModelsAsync()).Select(model => $"{model.Name} {model.Latest}")
            .ShouldBe(["churn v2.1.0", "other v1.0.0"]);
        (await registry.GetModelAsync("churn")).Stages["prod"].ShouldBe("v1.0.0");
        (await registry.GetVersionsAsync("churn", new VersionQuery()).ToListAsync()).Select(v => v.Version)
            .ShouldBe(["v2.1.0", "v2.0.0", "v1.0.0"]);
        var info = await registry.GetInfoAsync();
        (info.Path, info.Registry, info.Remote, info.Models, info.Versions).ShouldBe((url, url, url, 2, 4));
        info.Stores.ShouldBe(["file:.private", _hosted.StoreUrl]);
        foreach (var (reference, version) in new[]
        {
            ("churn", "v2.1.0"), ("churn@v2.0.0", "v2.0.0"), ("churn@[1.0,2.0)", "v1.0.0"), ("churn#prod", "v1.0.0"),
            ("refs/tags/churn@v2.0.0", "v2.0.0"),
        })
        {
            var resolved = await registry.ResolveAsync(reference);
            (resolved.Version, resolved.Registry).ShouldBe((version, url), reference);
        }

        (await registry.ResolveAsync("churn#prod")).Stages.ShouldBe(["prod"]);
        (await registry.ResolveEventAsync("churn#prod")).Stage.ShouldBe("prod");
    }

    [Fact]
    public async Task What_is_not_there_is_told_as_in_a_clone()
    {
        await FillAsync();
        using var server = Servers.Http(_hosted.Folder);
        var byUrl = await ModelRegistry.OpenAsync(server.Url("models.git"));
        var byPath = await ModelRegistry.OpenAsync(_hosted.Work.Path);

        foreach (var reference in new[] { "churm", "churn@9.0.0", "churn@[9.0,10.0)", "churn#nobody", "churn@v1.0.0!#77" })
        {
            var here = await Refused.WithAsync(ErrorCodes.NotFound, () => byPath.ResolveAsync(reference));
            var there = await Refused.WithAsync(ErrorCodes.NotFound, () => byUrl.ResolveAsync(reference));
            there.Message.Replace(byUrl.Location, "HERE", StringComparison.Ordinal)
                .ShouldBe(here.Message.Replace(byPath.Location, "HERE", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_model_is_saved_from_a_trusted_store_and_from_no_other()
    {
        await _hosted.RegisterAsync("weights", "1.0.0");
        _hosted.AddPrivateStore();
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Filter = true });
        var registry = await ModelRegistry.OpenAsync(server.Url("models.git"));
        var sink = new Recorder();
        var request = new SaveRequest { Name = "churn", Destination = _hosted.Folder["out"] };

        var refused = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => registry.SaveAsync(request));
        _hosted.TrustStore();
        await registry.SaveAsync(request, sink);

        refused.Message.ShouldContain($"git config --global --add registry.trustedStore \"{_hosted.StoreUrl}\"");
        File.ReadAllText(_hosted.Folder["out/weights.bin"]).ShouldBe("weights");
        sink.Messages.ShouldContain(
            message => message.Text.Contains("'file:.private' is for a working tree alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_writes_the_lock_file_a_clone_would_and_then_needs_no_server()
    {
        _hosted.TrustStore();
        await FillAsync();
        ModelPin[] pins =
        [
            new() { Name = "churn", Version = "2.*" }, new() { Name = "other", Version = "1.0.0" },
        ];
        await ModelRegistry.RestoreAsync(_hosted.Restore(_hosted.Work.Path, pins));
        var byPath = await File.ReadAllTextAsync(_hosted.Folder["project/models.lock.json"]);
        File.Delete(_hosted.Folder["project/models.lock.json"]);
        string url;
        using (var server = Servers.Http(_hosted.Folder))
        {
            url = server.Url("models.git");
            await ModelRegistry.RestoreAsync(_hosted.Restore(url, pins));
        }

        (await File.ReadAllTextAsync(_hosted.Folder["project/models.lock.json"])).ShouldBe(byPath);
        (await ModelRegistry.RestoreAsync(_hosted.Restore(url, pins) with { Locked = true })).Count.ShouldBe(2);
        await Refused.WithAsync(
            ErrorCodes.GitFailed, () => ModelRegistry.RestoreAsync(_hosted.Restore(url, pins) with { ForceEvaluate = true }));
    }

    [Fact]
    public async Task A_file_url_is_read_as_any_other()
    {
        await FillAsync();
        var url = new Uri(_hosted.Bare.Path).AbsoluteUri;

        var registry = await ModelRegistry.OpenAsync(url);

        (await registry.ResolveAsync("churn#prod")).Version.ShouldBe("v1.0.0");
        registry.Location.ShouldBe(url);
    }

    [Fact]
    public async Task What_is_no_repository_or_empty_is_told_so()
    {
        GitFolder.CreateBare(_hosted.Folder["served/empty.git"]);
        using var server = Servers.Http(_hosted.Folder);

        var none = await ModelRegistry.OpenAsync(server.Url("none.git"));
        await Refused.WithAsync(ErrorCodes.NotARegistry, () => none.ResolveAsync("churn"));
        await Refused.WithAsync(ErrorCodes.NotARegistry, () => none.GetModelsAsync());
        var empty = await ModelRegistry.OpenAsync(server.Url("empty.git"));
        (await empty.GetModelsAsync()).ShouldBeEmpty();
        await Refused.WithAsync(ErrorCodes.NotFound, () => empty.ResolveAsync("churn"));
        server.Dispose();
        (await Refused.WithAsync(ErrorCodes.GitFailed, () => empty.ResolveAsync("churn"))).Message
            .ShouldContain("git ls-remote");
    }

    [Fact]
    public async Task A_repository_of_sha_256_is_read()
    {
        Command.Run(_hosted.Folder.Path, "git", "init", "-q", "--object-format=sha256", "-b", "main", "sha256").Succeeded();
        foreach (var (key, value) in new[] { ("user.name", "Ann"), ("user.email", "ann@example.org") })
        {
            Command.Run(_hosted.Folder["sha256"], "git", "config", key, value).Succeeded();
        }

        Command.Run(_hosted.Folder["sha256"], "git", "commit", "-q", "--allow-empty", "-m", "one").Succeeded();
        Command.Run(_hosted.Folder["sha256"], "git", "tag", "-a", "churn@v1.0.0", "-m", "x").Succeeded();
        var registry = await ModelRegistry.OpenAsync(new Uri(_hosted.Folder["sha256"]).AbsoluteUri);

        (await registry.ResolveAsync("churn")).Version.ShouldBe("v1.0.0");
        (await registry.GetModelsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_moved_tag_is_refused_and_a_deleted_one_told()
    {
        await FillAsync();
        using var server = Servers.Http(_hosted.Folder);
        var registry = await ModelRegistry.OpenAsync(server.Url("models.git"));
        await registry.ResolveAsync("churn@[2.0,3.0)");
        await registry.ResolveAsync("churn#prod");
        var sink = new Recorder();

        _hosted.Bare.Git("tag", "-d", "churn@v2.1.0");
        (await registry.ResolveAsync("churn@[2.0,3.0)", sink)).Version.ShouldBe("v2.0.0");
        sink.Warnings.ShouldHaveSingleItem().Code.ShouldBe(ErrorCodes.HistoryBroken);
        sink.Warnings.Single().Text.ShouldContain("'churn@v2.1.0'");

        _hosted.Work.Git("tag", "-a", "-f", "-m", "moved", "churn@v1.0.0", "main");
        _hosted.Work.Git("push", "-q", "-f", "origin", "churn@v1.0.0");
        (await Refused.WithAsync(ErrorCodes.HistoryBroken, () => registry.ResolveAsync("churn@v1.0.0"))).Message
            .ShouldContain("'churn@v1.0.0' was moved");
        await Refused.WithAsync(ErrorCodes.HistoryBroken, () => registry.GetModelsAsync());
        await Refused.WithAsync(ErrorCodes.HistoryBroken, () => registry.GetModelAsync("churn"));
        (await registry.ResolveAsync("other")).Version.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task No_view_outlives_its_work()
    {
        await FillAsync();
        var views = Path.Combine(Isolation.Cache, "registries", "views");
        var registry = await ModelRegistry.OpenAsync(new Uri(_hosted.Bare.Path).AbsoluteUri);

        await registry.ResolveAsync("churn");
        await registry.GetModelsAsync();

        foreach (var config in Directory.EnumerateFiles(views, "config", SearchOption.AllDirectories))
        {
            File.ReadAllText(config).ShouldNotContain(_hosted.Bare.Path);
        }
    }

    /// <summary>Two models; 'prod' is on 1.0.0 again, after 2.0.0 was unassigned.</summary>
    private async Task FillAsync()
    {
        await _hosted.RegisterAsync("one", "1.0.0", "prod");
        await _hosted.RegisterAsync("two", "2.0.0", "prod");
        await _hosted.RegisterAsync("three", "2.1.0", "dev");
        await _hosted.RegisterAsync("other", "1.0.0", name: "other");
        var commit = _hosted.Work.Git("rev-parse", "churn@v2.0.0^{commit}");
        var when = DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds();
        Command.Run(
            _hosted.Work.Path, new Dictionary<string, string?> { ["GIT_COMMITTER_DATE"] = $"{when} +0000" }, "git", "tag", "-a", "churn#prod!#90", "-m", "Unassigning", commit).Succeeded();
        _hosted.AddPrivateStore();
        _hosted.Work.Git("push", "-q", "origin", "churn#prod!#90");
    }
}
