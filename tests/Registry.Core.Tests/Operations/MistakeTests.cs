using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>Every mistake has its code, names what is wrong, and leaves nothing behind.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly Sandbox _sandbox = new("mistakes");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Where_no_repository_is_there_is_no_registry()
    {
        using var folder = new TempFolder();

        (await Refused.WithAsync(ErrorCodes.NotARegistry, () => ModelRegistry.OpenAsync(folder.Path))).Message
            .ShouldContain(folder.Path);
        await Refused.WithAsync(ErrorCodes.NotARegistry, () => ModelRegistry.OpenAsync(folder["gone"]));
        await Refused.WithAsync(ErrorCodes.NotARegistry, () => ModelRegistry.OpenAsync(folder.Write("file", "x")));
    }

    [Fact]
    public async Task A_repository_without_a_commit_can_be_listed_but_not_registered_to()
    {
        var git = GitFolder.Create(_sandbox.Folder["fresh"]);
        File.WriteAllText(Path.Combine(git.Path, "registry.yaml"), _sandbox.Configuration);
        var registry = await ModelRegistry.OpenAsync(git.Path);

        (await registry.GetModelsAsync()).ShouldBeEmpty();
        (await registry.GetInfoAsync()).Models.ShouldBe(0);
        await Refused.WithAsync(ErrorCodes.NotARegistry, () => registry.RegisterAsync(Request("x")));
    }

    [Fact]
    public async Task Without_a_store_a_gto_repository_is_read_but_not_registered_to()
    {
        File.Delete(Path.Combine(_sandbox.Git.Path, "registry.yaml"));
        _sandbox.Tag("churn@v1.0.0", "HEAD");
        _sandbox.Tag("churn#prod#1", "HEAD", 1);
        var registry = await _sandbox.OpenAsync();

        (await registry.GetModelAsync("churn")).Stages["prod"].ShouldBe("v1.0.0");
        (await registry.GetVersionsAsync("churn", new VersionQuery()).SingleAsync()).Manifest.ShouldBeNull();
        await Refused.WithAsync(ErrorCodes.NotARegistry, () => registry.RegisterAsync(Request("x")));
        (await registry.AssignAsync(new AssignRequest { Name = "churn", Version = "1.0.0", Stage = "dev" })).Tag
            .ShouldBe("churn#dev#2");
        var e = await Refused.WithAsync(ErrorCodes.BlobMissing, () => _sandbox.SaveAsync("1.0.0"));
        e.Message.ShouldContain("churn@v1.0.0");
    }

    [Fact]
    public async Task A_remote_with_a_store_for_this_tree_alone_is_refused_unless_nothing_is_pushed()
    {
        using var sandbox = new Sandbox("local-store", "schema: 1\nstores:\n  - url: file:.model-store\n");
        var bare = GitFolder.CreateBare(sandbox.Folder["bare.git"]);
        sandbox.Git.Git("remote", "add", "origin", bare.Path);

        var e = await Refused.WithAsync(ErrorCodes.NoSharedStore, () => sandbox.RegisterAsync("one"));
        (await sandbox.RegisterAsync("one", with: r => r with { NoPush = true })).Version.ShouldBe("v0.0.1");

        e.Message.ShouldContain("'origin'");
        bare.Tags().ShouldBeEmpty();

        // The marker, whose store it is, and the three blobs of the one that was kept local.
        Bytes.Tree(Path.Combine(sandbox.Git.Path, ".model-store")).Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(""), InlineData(" "), InlineData("-x"), InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("ext::sh -c whoami")]
    [InlineData("fd::17"), InlineData("a\nb"), InlineData("git://example.org/x")]
    public async Task A_location_that_is_neither_a_path_nor_a_url_is_refused(string location) =>
        await Refused.WithAsync(ErrorCodes.Malformed, () => ModelRegistry.OpenAsync(location));

    [Fact]
    public async Task A_location_with_a_password_does_not_show_it() =>
        (await Refused.WithAsync(
            ErrorCodes.Malformed, () => ModelRegistry.OpenAsync("ftp://user:s3cr3t@example.org/x.git")))
            .Message.ShouldNotContain("s3cr3t");

    [Fact]
    public async Task A_folder_inside_names_the_repository()
    {
        Directory.CreateDirectory(Path.Combine(_sandbox.Git.Path, "deep", "er"));

        (await ModelRegistry.OpenAsync(Path.Combine(_sandbox.Git.Path, "deep", "er"))).Location
            .ShouldBe(_sandbox.Git.Path);
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_the_nearest()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        await _sandbox.AssignAsync("1.0.0", "prod");
        var registry = await _sandbox.OpenAsync();

        async Task<string> TextAsync(Func<Task> work) => (await Refused.WithAsync(ErrorCodes.NotFound, work)).Message;
        (await TextAsync(() => registry.GetModelAsync("chrun"))).ShouldContain("'churn'");
        (await TextAsync(() => registry.ResolveAsync("churn@1.0.1"))).ShouldContain("'v1.0.0'");
        (await TextAsync(() => registry.ResolveAsync("churn#prd"))).ShouldContain("'prod'");
        (await TextAsync(() => registry.ResolveAsync("churn#dev#7"))).ShouldContain("churn#dev#7");
        (await TextAsync(() => _sandbox.SaveAsync("2.*"))).ShouldContain("'v1.0.0'");
        (await TextAsync(() => _sandbox.RegisterAsync("", with: r => r with { Path = _sandbox.Folder["gone"] })))
            .ShouldContain("gone");
    }

    [Fact]
    public async Task A_malformed_request_is_refused_before_anything_is_written()
    {
        static Dictionary<string, string> One(string key, string value) => new() { [key] = value };
        Func<RegisterRequest, RegisterRequest>[] mistakes =
        [
            r => r with { Name = "a b" }, r => r with { Name = "a//b" }, r => r with { Name = "nul" },
            r => r with { Version = "1.2" },
            r => r with { Version = "1.0.0", Bump = VersionBump.Major }, r => r with { Stage = "p.q" },
            r => r with { Message = "-----BEGIN X" },
            r => r with { Labels = One("a b", "1") }, r => r with { Labels = One("a", "1\n2") },
            r => r with { Parameters = One("", "1") },
            r => r with { Metrics = new Dictionary<string, double> { ["auc"] = double.NaN } },
            r => r with { Description = "bell\a" },
        ];
        foreach (var mistake in mistakes)
        {
            await Refused.WithAsync(ErrorCodes.Malformed, () => _sandbox.RegisterAsync("x", with: mistake));
        }

        _sandbox.Folder.CreateFolder("empty/inner");
        await Refused.WithAsync(
            ErrorCodes.Malformed,
            () => _sandbox.RegisterAsync("x", with: r => r with { Path = _sandbox.Folder["empty"] }));
        await _sandbox.RegisterAsync("fine");
        await Refused.WithAsync(
            ErrorCodes.Malformed, () => _sandbox.RegisterAsync("y", with: r => r with { Name = "Churn" }));

        _sandbox.Git.Tags().ShouldBe(["churn@v0.0.1"]);
    }

    [Theory]
    [InlineData("churn"), InlineData("churn/x")]
    public async Task A_file_where_git_needs_a_folder_for_a_ref_is_a_refusal_and_no_crash(string name)
    {
        // A foreign tag named like a folder of ours: refs/tags/churn is a file, refs/tags/churn/x@… needs a folder.
        await _sandbox.RegisterAsync("one", "1.0.0");
        _sandbox.Git.Git("tag", "-a", "-m", "x", "other");
        _sandbox.Git.Git("tag", "-a", "-m", "x", name == "churn" ? "unrelated" : "churn");

        var register = () => _sandbox.RegisterAsync("two", with: r => r with { Name = name });
        if (name == "churn")
        {
            await register();
        }
        else
        {
            await Should.ThrowAsync<RegistryException>(register);
        }

        _sandbox.Git.Git("for-each-ref", "refs/registry/churn/").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_leaves_no_name()
    {
        _sandbox.Folder.Write("store", "a file");

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => _sandbox.RegisterAsync("one"));

        e.Message.ShouldContain("store");
        _sandbox.Git.Tags().ShouldBeEmpty();
        _sandbox.Git.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lightweight_tag_in_the_way_is_told_and_never_moved()
    {
        _sandbox.Git.Git("tag", "churn@v1.0.0");
        var before = _sandbox.Git.Git("rev-parse", "churn@v1.0.0");

        var e = await Refused.WithAsync(ErrorCodes.VersionExists, () => _sandbox.RegisterAsync("one", "1.0.0"));

        e.Message.ShouldContain("git tag -d");
        _sandbox.Git.Git("rev-parse", "churn@v1.0.0").ShouldBe(before);
        _sandbox.Git.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
    }

    [Fact]
    public void Without_git_on_the_path_git_is_named()
    {
        var worker = new WorkerProcess(_sandbox.Folder.Path);
        worker.HideGit();

        worker.Run("list", _sandbox.Git.Path).Failed().Error
            .ShouldStartWith("MLR1102: 'git' is not on the PATH; install Git");
    }

    [Fact]
    public void Without_an_identity_the_remedy_is_named_and_nothing_is_written()
    {
        _sandbox.Git.Git("config", "--unset", "user.name");
        _sandbox.Git.Git("config", "--unset", "user.email");
        _sandbox.Git.Git("config", "user.useConfigOnly", "true");
        var worker = new WorkerProcess(_sandbox.Folder.Path);
        worker.Environments["HOME"] = _sandbox.Folder.CreateFolder("home");
        worker.Environments["GIT_CONFIG_NOSYSTEM"] = "1";
        worker.Environments["GIT_CONFIG_GLOBAL"] = _sandbox.Folder["no-gitconfig"];
        worker.Environments["EMAIL"] = null;

        var result = worker.Run("register", _sandbox.Git.Path, "churn", _sandbox.Model("one")).Failed();

        result.Error.ShouldStartWith("MLR1102: ");
        result.Error.ShouldContain("git config user.email");
        _sandbox.Git.Tags().ShouldBeEmpty();
        Directory.Exists(_sandbox.Folder["store"]).ShouldBeFalse();
    }

    private RegisterRequest Request(string text) => new() { Name = "churn", Path = _sandbox.Model(text) };
}
