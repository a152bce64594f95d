using System.Text.Json;
using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Operations;

public sealed class RegisterTests : IDisposable
{
    private readonly Sandbox _sandbox = new("register");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_folder_is_registered_and_comes_back_byte_for_byte()
    {
        _sandbox.Folder.Write("model/deep/-v ocab.txt", "words");
        _sandbox.Folder.Write("model/empty", "");

        var version = await _sandbox.RegisterAsync("weights");
        await _sandbox.SaveAsync("latest");

        version.Version.ShouldBe("v0.0.1");
        (version.Files, version.Size).ShouldBe((3, 12L));
        version.Commit.ShouldBe(_sandbox.Git.Git("rev-parse", "HEAD"));
        version.Author.ShouldBe("Ann Author");
        version.Active.ShouldBeTrue();
        Bytes.Tree(_sandbox.Folder["out"]).ShouldBe(
            Bytes.TreeOf(("deep/-v ocab.txt", "words"), ("empty", ""), ("weights.bin", "weights")));
    }

    [Fact]
    public async Task A_single_file_is_registered_under_its_name()
    {
        var path = _sandbox.Folder.Write("deep/net.onnx", "net");

        await _sandbox.RegisterAsync("", with: r => r with { Path = path });
        await _sandbox.SaveAsync("latest");

        Bytes.Tree(_sandbox.Folder["out"]).ShouldBe(Bytes.TreeOf(("net.onnx", "net")));
    }

    [Fact]
    public async Task Content_that_an_active_version_has_returns_that_version()
    {
        await _sandbox.RegisterAsync("one");
        await _sandbox.RegisterAsync("two");

        (await _sandbox.RegisterAsync("one")).Version.ShouldBe("v0.0.1");
        (await _sandbox.RegisterAsync("one", "0.0.1")).Version.ShouldBe("v0.0.1");
        _sandbox.Git.Tags().ShouldBe(["churn@v0.0.1", "churn@v0.0.2"]);
        (await _sandbox.RegisterAsync("one", "1.0.0")).Version.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task A_version_with_other_content_is_refused_and_names_another()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");

        var e = await Refused.WithAsync(ErrorCodes.VersionExists, () => _sandbox.RegisterAsync("two", "1.0.0"));

        e.Message.ShouldContain("'v1.0.1'");
        e.Message.ShouldContain("Ann Author");
        _sandbox.Git.Tags().ShouldBe(["churn@v1.0.0"]);
    }

    [Fact]
    public async Task A_withdrawn_number_is_spent_for_ever()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        _sandbox.Tag("churn@v1.0.0!#2", _sandbox.CommitOf("churn@v1.0.0"), 5);

        await Refused.WithAsync(ErrorCodes.VersionExists, () => _sandbox.RegisterAsync("one", "1.0.0"));
        (await _sandbox.RegisterAsync("one")).Version.ShouldBe("v1.0.1");
    }

    [Theory]
    [InlineData(null, "v1.2.4"), InlineData(VersionBump.Patch, "v1.2.4"), InlineData(VersionBump.Minor, "v1.3.0")]
    [InlineData(VersionBump.Major, "v2.0.0"), InlineData(VersionBump.Prerelease, "v1.2.4-rc.1")]
    public async Task A_bump_raises_the_highest_version(VersionBump? bump, string version)
    {
        await _sandbox.RegisterAsync("high", "1.2.3");
        await _sandbox.RegisterAsync("low", "0.1.0");
        var request = new RegisterRequest { Name = "churn", Path = _sandbox.Model("new"), Bump = bump };

        (await (await _sandbox.OpenAsync()).PreviewRegisterAsync(request)).ShouldBe(version);
        (await _sandbox.RegisterAsync("new", with: r => r with { Bump = bump })).Version.ShouldBe(version);
    }

    /// <summary>GTO finds a stage's version by its commit; two versions of one model on a commit end it.</summary>
    [Fact]
    public async Task The_second_version_on_a_commit_gets_a_commit_of_its_own()
    {
        var one = await _sandbox.RegisterAsync("one");
        var two = await _sandbox.RegisterAsync("two");
        await _sandbox.AssignAsync("v0.0.2", "prod");

        var head = _sandbox.Git.Git("rev-parse", "HEAD");
        _sandbox.CommitOf("churn@v0.0.1").ShouldBe(head);
        _sandbox.CommitOf("churn@v0.0.2").ShouldNotBe(head);
        _sandbox.CommitOf("churn#prod#3").ShouldBe(_sandbox.CommitOf("churn@v0.0.2"));
        _sandbox.Git.Git("rev-parse", "churn@v0.0.2^{commit}^").ShouldBe(head);
        _sandbox.Git.Git("rev-parse", "churn@v0.0.2^{tree}").ShouldBe(_sandbox.Git.Git("rev-parse", "HEAD^{tree}"));
        _sandbox.TextOf("churn@v0.0.2").ShouldContain($"\nModel-Source-Commit: {head}\n");
        (one.Commit, two.Commit).ShouldBe((head, head));
        _sandbox.Git.Git("branch", "--contains", _sandbox.CommitOf("churn@v0.0.2")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_said_about_a_version_is_kept_and_comes_back()
    {
        var version = await _sandbox.RegisterAsync("described", with: r => r with
        {
            Metrics = new Dictionary<string, double> { ["auc"] = 0.1 + 0.2, ["n"] = 1e21 },
            Parameters = new Dictionary<string, string> { ["max_depth"] = "8", ["note"] = "a = b: c" },
            Labels = new Dictionary<string, string> { ["team"] = "risk" },
            Data = [_sandbox.Folder.Write("repo/data/train.csv", "1,2")],
            Description = "A **net**.",
            Message = "Quarterly retrain.\n\nMetric: not=one",
        });
        var read = await (await _sandbox.OpenAsync())
            .GetVersionsAsync("churn", new VersionQuery { Version = "latest" }).SingleAsync();

        read.Metrics.ShouldBe(new Dictionary<string, double> { ["auc"] = 0.1 + 0.2, ["n"] = 1e21 });
        read.Parameters["note"].ShouldBe("a = b: c");
        read.Labels.ShouldBe(new Dictionary<string, string> { ["team"] = "risk" });
        read.Data.ShouldBe([$"data/train.csv {Digest.Of("1,2"u8)}"]);
        read.Description.ShouldBe("A **net**.");
        read.Message.ShouldBe("Quarterly retrain.\n\nMetric: not=one");
        read.Manifest.ShouldBe(version.Manifest);
    }

    [Fact]
    public async Task The_record_answers_the_five_questions_without_secrets()
    {
        _sandbox.Git.Git("remote", "add", "origin", "https://user:s3cr3t@git.example.com/team/models.git");
        File.WriteAllText(Path.Combine(_sandbox.Git.Path, "code.txt"), "changed");
        _sandbox.Git.Git("add", "-A");

        await _sandbox.RegisterAsync("recorded", with: r => r with
        {
            NoPush = true,
            Parameters = new Dictionary<string, string> { ["lr"] = "0.1" },
            Metrics = new Dictionary<string, double> { ["auc"] = 0.5 },
            Sdk = "10.0.100",
        });

        var digest = _sandbox.TextOf("churn@v0.0.1").Split('\n')
            .Single(l => l.StartsWith("Model-Record: ", StringComparison.Ordinal))[14..];
        var bytes = File.ReadAllBytes(new BlobLayout(_sandbox.Folder["store"]).BlobOf(Digest.TryParse(digest)!.Value));
        using var record = JsonDocument.Parse(bytes);
        var root = record.RootElement;
        root.GetProperty("code").GetProperty("commit").GetString().ShouldBe(_sandbox.Git.Git("rev-parse", "HEAD"));
        root.GetProperty("code").GetProperty("dirty").GetBoolean().ShouldBeTrue();
        root.GetProperty("code").GetProperty("remote").GetString().ShouldBe("https://git.example.com/team/models.git");
        root.GetProperty("metrics").GetProperty("auc").GetDouble().ShouldBe(0.5);
        root.GetProperty("parameters").GetProperty("lr").GetString().ShouldBe("0.1");
        root.GetProperty("environment").GetProperty("sdk").GetString().ShouldBe("10.0.100");
        root.GetProperty("environment").GetProperty("accelerator").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("source").GetProperty("ci").ValueKind.ShouldBe(JsonValueKind.Null);
        System.Text.Encoding.UTF8.GetString(bytes).ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_revision_names_the_commit_and_may_lie_behind()
    {
        var first = _sandbox.Git.Git("rev-parse", "HEAD");
        _sandbox.Git.Commit();

        (await _sandbox.RegisterAsync("behind", with: r => r with { Revision = "HEAD~1" })).Commit.ShouldBe(first);
        (await Refused.WithAsync(
            ErrorCodes.Malformed, () => _sandbox.RegisterAsync("x", with: r => r with { Revision = "nowhere" })))
            .Message.ShouldContain("'nowhere'");
        await Refused.WithAsync(
            ErrorCodes.Malformed, () => _sandbox.RegisterAsync("x", with: r => r with { Revision = "--all" }));
        await Refused.WithAsync(
            ErrorCodes.Malformed, () => _sandbox.RegisterAsync("x", with: r => r with { Revision = "HEAD~1..HEAD" }));
    }

    [Fact]
    public async Task A_stage_is_assigned_in_the_same_breath()
    {
        var version = await _sandbox.RegisterAsync("staged", with: r => r with { Stage = "prod" });

        version.Stages.ShouldBe(["prod"]);
        _sandbox.Git.Tags().ShouldBe(["churn#prod#2", "churn@v0.0.1"]);
    }

    [Fact]
    public async Task A_preview_writes_nothing()
    {
        var request = new RegisterRequest { Name = "churn", Path = _sandbox.Model("preview"), Stage = "prod" };

        (await (await _sandbox.OpenAsync()).PreviewRegisterAsync(request)).ShouldBe("v0.0.1");

        _sandbox.Git.Tags().ShouldBeEmpty();
        Directory.Exists(_sandbox.Folder["store"]).ShouldBeFalse();
        _sandbox.Git.Git("for-each-ref", "refs/registry").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_register_revives_a_deprecated_model()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        _sandbox.Tag("churn@deprecated#2", "HEAD", 3);
        var registry = await _sandbox.OpenAsync();
        (await registry.GetModelAsync("churn")).Deprecated.ShouldBeTrue();

        await _sandbox.RegisterAsync("two", "1.1.0");

        (await registry.GetModelAsync("churn")).Deprecated.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_said_anew_of_known_content_is_not_dropped_without_a_word()
    {
        var metrics = new Dictionary<string, double> { ["auc"] = 0.9 };
        await _sandbox.RegisterAsync("same", with: r => r with { Metrics = metrics });
        var registry = await _sandbox.OpenAsync();
        var (retry, more) = (new Recorder(), new Recorder());
        var request = new RegisterRequest { Name = "churn", Path = _sandbox.Model("same"), Metrics = metrics };

        await registry.RegisterAsync(request, retry);
        await registry.RegisterAsync(
            request with { Metrics = new Dictionary<string, double> { ["auc"] = 0.9, ["f1"] = 0.5 } }, more);

        retry.Warnings.ShouldBeEmpty();
        var warning = more.Warnings.ShouldHaveSingleItem().Text;
        warning.ShouldContain("Metric f1=0.5 was not recorded");
        warning.ShouldContain("Set-MLModelVersion");
        _sandbox.Git.Tags().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_revives_a_deprecated_model_is_told()
    {
        await _sandbox.RegisterAsync("one");
        var registry = await _sandbox.OpenAsync();
        await registry.DeprecateAsync(new DeprecateRequest { Name = "churn" });
        var sink = new Recorder();

        await registry.RegisterAsync(new RegisterRequest { Name = "churn", Path = _sandbox.Model("two") }, sink);

        sink.Warnings.ShouldHaveSingleItem().Text.ShouldContain("'churn' was deprecated");
    }
}
