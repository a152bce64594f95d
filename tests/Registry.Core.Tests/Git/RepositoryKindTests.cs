using Registry.Tests.Support;

namespace Registry.Tests.Git;

/// <summary>Repositories of every shape that Git has are registries alike.</summary>
public sealed class RepositoryKindTests : IDisposable
{
    private readonly Sandbox _sandbox = new("kinds");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_linked_work_tree_writes_to_the_shared_tags()
    {
        _sandbox.Git.Git("worktree", "add", "-q", _sandbox.Folder["linked"], "-b", "other");

        await RegisterAtAsync(_sandbox.Folder["linked"]);

        _sandbox.Git.Tags().ShouldBe(["churn@v0.0.1"]);
    }

    [Fact]
    public async Task A_detached_head_is_registered_from()
    {
        _sandbox.Git.Git("checkout", "-q", "--detach");

        (await RegisterAtAsync(_sandbox.Git.Path)).Commit.ShouldBe(_sandbox.Git.Git("rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_bare_repository_is_registered_to()
    {
        Command.Run(_sandbox.Folder.Path, "git", "clone", "-q", "--bare", "repo", "bare.git").Succeeded();
        Command.Run(_sandbox.Folder["bare.git"], "git", "remote", "remove", "origin").Succeeded();
        Command.Run(_sandbox.Folder["bare.git"], "git", "config", "user.name", "Ann Author").Succeeded();
        Command.Run(_sandbox.Folder["bare.git"], "git", "config", "user.email", "ann@example.org").Succeeded();

        (await RegisterAtAsync(_sandbox.Folder["bare.git"])).Version.ShouldBe("v0.0.1");
    }

    [Fact]
    public async Task A_shallow_clone_is_registered_from()
    {
        var remote = GitFolder.CreateBare(_sandbox.Folder["remote.git"]);
        _sandbox.Git.Commit();
        _sandbox.Git.Git("push", "-q", remote.Path, "main");
        var url = new Uri(remote.Path).AbsoluteUri;
        Command.Run(_sandbox.Folder.Path, "git", "clone", "-q", "--depth", "1", url, "shallow").Succeeded();
        foreach (var (key, value) in new[] { ("user.name", "Ann"), ("user.email", "ann@example.org") })
        {
            Command.Run(_sandbox.Folder["shallow"], "git", "config", key, value).Succeeded();
        }

        await RegisterAtAsync(_sandbox.Folder["shallow"]);
        (await RegisterAtAsync(_sandbox.Folder["shallow"], "second")).Version.ShouldBe("v0.0.2");

        remote.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
    }

    [Fact]
    public async Task A_repository_of_sha256_objects_is_a_registry_too()
    {
        var path = _sandbox.Folder.CreateFolder("sha256");
        Command.Run(path, "git", "init", "-q", "-b", "main", "--object-format=sha256", ".").Succeeded();
        var git = GitFolder.Create(path);
        File.WriteAllText(Path.Combine(path, "registry.yaml"), _sandbox.Configuration);
        git.Commit();

        await RegisterAtAsync(path);
        (await RegisterAtAsync(path, "second")).Commit.Length.ShouldBe(64);
        var registry = await ModelRegistry.OpenAsync(path);
        await registry.AssignAsync(new AssignRequest { Name = "churn", Version = "0.0.2", Stage = "prod" });

        (await registry.GetModelAsync("churn")).Stages["prod"].ShouldBe("v0.0.2");
        git.Git("log", "--format=%s", "refs/registry/churn@chain").Split('\n').Length.ShouldBe(3);
    }

    [Fact]
    public async Task Packed_refs_are_read_and_continued_after()
    {
        await RegisterAtAsync(_sandbox.Git.Path);
        _sandbox.Git.Git("pack-refs", "--all", "--prune");

        (await RegisterAtAsync(_sandbox.Git.Path, "second")).Version.ShouldBe("v0.0.2");
    }

    /// <summary>A hook sets these; they would lead git to another repository than the one that was named.</summary>
    [Fact]
    public async Task Variables_of_a_hook_do_not_lead_elsewhere()
    {
        await RegisterAtAsync(_sandbox.Git.Path);
        var other = GitFolder.Create(_sandbox.Folder["other"]);
        other.Commit();
        var worker = new WorkerProcess(_sandbox.Folder.Path);
        worker.Environments["GIT_DIR"] = Path.Combine(other.Path, ".git");
        worker.Environments["GIT_WORK_TREE"] = other.Path;
        worker.Environments["GIT_INDEX_FILE"] = Path.Combine(other.Path, ".git", "index");

        worker.Run("register", _sandbox.Git.Path, "churn", _sandbox.Model("second")).Succeeded();

        _sandbox.Git.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        other.Tags().ShouldBeEmpty();
    }

    private async Task<ModelVersion> RegisterAtAsync(string path, string text = "one") =>
        await (await ModelRegistry.OpenAsync(path)).RegisterAsync(
            new RegisterRequest { Name = "churn", Path = _sandbox.Model(text) });
}
