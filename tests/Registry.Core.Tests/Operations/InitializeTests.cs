using Registry.Tests.Support;

namespace Registry.Tests.Operations;

public sealed class InitializeTests : IDisposable
{
    private readonly TempFolder _folder = new("initialize");
    private readonly GitFolder _git;

    public InitializeTests()
    {
        _git = GitFolder.Create(_folder["repo"]);
        _git.Commit();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_default_is_a_store_in_the_tree_that_git_ignores()
    {
        File.WriteAllText(Path.Combine(_git.Path, ".gitignore"), "bin/");

        var info = await InitializeAsync();

        Read("registry.yaml").ShouldBe("schema: 1\nstores:\n  - url: file:.model-store\n");
        Read(".gitignore").ShouldBe("bin/\n/.model-store/\n");
        info.Uncommitted.ShouldBe([Path.Combine(_git.Path, "registry.yaml"), Path.Combine(_git.Path, ".gitignore")]);
        info.Stores.ShouldBe(["file:.model-store"]);
        _git.Git("log", "--oneline").Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_the_registry_does_not_have_is_not_ignored()
    {
        File.WriteAllText(Path.Combine(_git.Path, "registry.yaml"), $"schema: 1\nstores:\n  - url: {new Uri(_folder["store"])}\n");

        (await InitializeAsync()).Uncommitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_time_changes_nothing()
    {
        await InitializeAsync();

        (await InitializeAsync()).Uncommitted.ShouldBeEmpty();
        (await ModelRegistry.PreviewInitializeAsync(new InitializeRequest { Path = _git.Path })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_store_or_other_stages_than_those_that_stand_there_are_refused()
    {
        await InitializeAsync();
        var before = Read("registry.yaml");

        await Refused.WithAsync(ErrorCodes.VersionExists, () => InitializeAsync("elsewhere"));
        await Refused.WithAsync(ErrorCodes.VersionExists, () => InitializeAsync(null, "prod"));

        Read("registry.yaml").ShouldBe(before);
    }

    [Fact]
    public async Task A_store_in_S3_is_written_with_its_server()
    {
        var request = new InitializeRequest
        {
            Path = _git.Path,
            Store = "s3://models/registry",
            Endpoint = "https://minio.example.com",
            Region = "eu-west-1",
            PathStyle = true,
        };

        await ModelRegistry.InitializeAsync(request);

        Read("registry.yaml").ShouldBe(
            "schema: 1\nstores:\n  - url: s3://models/registry\n    endpoint: https://minio.example.com\n    region: eu-west-1\n"
            + "    pathStyle: true\n");
        (await ModelRegistry.PreviewInitializeAsync(request)).ShouldBeEmpty();
        await Refused.WithAsync(
            ErrorCodes.VersionExists, () => ModelRegistry.InitializeAsync(request with { Endpoint = "https://other.example.com" }));
    }

    [Theory]
    [InlineData("s3://key:secret@bucket/x", null), InlineData("s3://bucket/../x", null)]
    [InlineData("s3://bucket", "ftp://example.com"), InlineData("s3://bucket", "https://key:secret@example.com")]
    [InlineData("models", "https://example.com")]
    public async Task What_registry_yaml_may_not_say_is_not_written(string store, string? endpoint)
    {
        var error = await Refused.WithAsync(ErrorCodes.Malformed, () => ModelRegistry.InitializeAsync(
            new InitializeRequest { Path = _git.Path, Store = store, Endpoint = endpoint }));

        error.Message.ShouldNotContain("secret@");
        File.Exists(Path.Combine(_git.Path, "registry.yaml")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("models", "file:models"), InlineData("s3://bucket/x", "s3://bucket/x")]
    [InlineData("it's", "'file:it''s'"), InlineData("a b: #c", "'file:a b: #c'")]
    public async Task A_store_is_written_so_that_it_reads_back(string store, string url)
    {
        var info = await InitializeAsync(store, "dev", "prod");

        Read("registry.yaml").ShouldBe($"schema: 1\nstores:\n  - url: {url}\nstages: [dev, prod]\n");
        info.Stages.ShouldBe(["dev", "prod"]);
        (await InitializeAsync(store, "dev", "prod")).Uncommitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_outside_is_absolute()
    {
        var info = await InitializeAsync("../the store");

        info.Stores.ShouldBe([new Uri(_folder["the store"]).AbsoluteUri]);
        await (await ModelRegistry.OpenAsync(_git.Path)).RegisterAsync(
            new RegisterRequest { Name = "churn", Path = _folder.Write("m", "x") });
        File.Exists(_folder["the store/registry-store.json"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Mistakes_are_refused_before_anything_is_written()
    {
        var bare = GitFolder.CreateBare(_folder["bare.git"]);

        await Refused.WithAsync(
            ErrorCodes.NotARegistry,
            () => ModelRegistry.InitializeAsync(new InitializeRequest { Path = _folder.Path }));
        await Refused.WithAsync(
            ErrorCodes.NotARegistry, () => ModelRegistry.InitializeAsync(new InitializeRequest { Path = bare.Path }));
        await Refused.WithAsync(ErrorCodes.Malformed, () => InitializeAsync("-x"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => InitializeAsync("a\nb"));
        await Refused.WithAsync(ErrorCodes.Malformed, () => InitializeAsync(null, "p.q"));

        Directory.EnumerateFileSystemEntries(_git.Path).Select(Path.GetFileName)
            .ShouldBe([".git", "code.txt"], ignoreOrder: true);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_git.Path, file));

    private Task<RegistryInfo> InitializeAsync(string? store = null, params string[] stages) =>
        ModelRegistry.InitializeAsync(new InitializeRequest { Path = _git.Path, Store = store, Stages = stages });
}
