using Registry.Content;
using Registry.Pins;
using Registry.Tests.Support;

namespace Registry.Tests.Pins;

public sealed class RestoreTests : IDisposable
{
    private readonly Sandbox _sandbox = new("restore");

    public void Dispose() => _sandbox.Dispose();

    private string LockPath => _sandbox.Folder["project/models.lock.json"];

    [Fact]
    public async Task A_restore_locks_what_it_resolved_and_places_the_files()
    {
        var one = await _sandbox.RegisterAsync("restore one", "1.0.0");
        await _sandbox.AssignAsync("1.0.0", "prod");

        var restored = (await RestoreAsync(Stage("prod"))).Single();

        restored.Version.ShouldBe("v1.0.0");
        restored.Stage.ShouldBe("prod");
        restored.Manifest.ShouldBe(one.Manifest);
        File.ReadAllText(restored.Files.Single().FullPath).ShouldBe("restore one");
        var entry = (await ReadLockAsync()).Entries.Single();
        entry.Requested.ShouldBe("#prod");
        entry.Commit.ShouldBe(one.Commit);
        entry.Registration.TagObject.ShouldBe(_sandbox.Git.Git("rev-parse", "churn@v1.0.0"));
        entry.Registration.Event.ShouldBe(1);
        entry.Assignment.ShouldBe(new LockedTag(_sandbox.Git.Git("rev-parse", "churn#prod#2"), 2));
    }

    [Fact]
    public async Task A_locked_stage_stays_until_it_is_evaluated_anew()
    {
        await _sandbox.RegisterAsync("stage one", "1.0.0");
        await _sandbox.RegisterAsync("stage two", "2.0.0");
        await _sandbox.AssignAsync("1.0.0", "prod");
        await RestoreAsync(Stage("prod"));
        await _sandbox.AssignAsync("2.0.0", "prod");

        (await RestoreAsync(Stage("prod"))).Single().Version.ShouldBe("v1.0.0");
        (await RestoreAsync(Stage("prod"), r => r with { Locked = true })).Single().Version.ShouldBe("v1.0.0");
        (await RestoreAsync(Stage("prod"), r => r with { ForceEvaluate = true })).Single().Version.ShouldBe("v2.0.0");
        (await ReadLockAsync()).Entries.Single().Version.ToString().ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task A_range_takes_a_newer_version_only_when_it_is_evaluated_anew()
    {
        await _sandbox.RegisterAsync("range one", "1.0.0");
        await RestoreAsync(Version("1.*"));
        await _sandbox.RegisterAsync("range two", "1.1.0");

        (await RestoreAsync(Version("1.*"))).Single().Version.ShouldBe("v1.0.0");
        (await RestoreAsync(Version("[1.0,2.0)"))).Single().Version.ShouldBe("v1.1.0");
    }

    [Fact]
    public async Task What_is_locked_and_cached_needs_no_git_and_no_store_and_no_repository()
    {
        await _sandbox.RegisterAsync("no git", "1.0.0");
        var worker = new WorkerProcess(_sandbox.Folder.Path);
        Directory.CreateDirectory(_sandbox.Folder["project/obj"]);
        string[] restore = ["restore", _sandbox.Git.Path, "churn", "1.0.0", LockPath, _sandbox.Folder["project/obj"]];
        worker.Run(restore).Succeeded();
        var before = File.ReadAllBytes(LockPath);
        Directory.Delete(_sandbox.Folder["project/obj"], recursive: true);
        Directory.CreateDirectory(_sandbox.Folder["project/obj"]);
        Directory.Delete(_sandbox.Folder["store"], recursive: true);
        Directory.Move(_sandbox.Git.Path, _sandbox.Folder["away"]);
        worker.HideGit();

        worker.Run(restore).Succeeded();

        Bytes.Tree(_sandbox.Folder["project/obj"]).Values.ShouldBe(Bytes.TreeOf(("x", "no git")).Values);
        File.ReadAllBytes(LockPath).ShouldBe(before);
        worker.Run([.. restore[..3], "2.0.0", .. restore[4..]]).Failed().Error.ShouldStartWith("MLR11");
    }

    [Fact]
    public async Task Locked_mode_fails_where_lock_and_project_disagree_and_changes_nothing()
    {
        await _sandbox.RegisterAsync("locked", "1.0.0");
        await RefuseAsync(ErrorCodes.LockDisagrees, Version("1.0.0"), r => r with { Locked = true });
        File.Exists(LockPath).ShouldBeFalse();
        await RestoreAsync(Version("1.0.0"));
        var before = File.ReadAllBytes(LockPath);

        var other = await RefuseAsync(ErrorCodes.LockDisagrees, Version("1.*"), r => r with { Locked = true });
        var left = await RefuseAsync(ErrorCodes.LockDisagrees, [], r => r with { Locked = true });
        var registry = await RefuseAsync(
            ErrorCodes.LockDisagrees, [Version("1.0.0")[0] with { Registry = "../other" }],
            r => r with { Locked = true });

        other.Message.ShouldContain("'[1.0.0]'");
        other.Message.ShouldContain("'1.*'");
        other.File.ShouldBe("App.csproj");
        other.Line.ShouldBe(12);
        left.Message.ShouldContain("'churn'");
        registry.Message.ShouldContain("models.lock.json");
        File.ReadAllBytes(LockPath).ShouldBe(before);
    }

    [Fact]
    public async Task Offline_what_is_neither_locked_nor_cached_fails()
    {
        await _sandbox.RegisterAsync("offline bytes", "1.0.0");
        await RefuseAsync(ErrorCodes.Offline, Version("1.0.0"), r => r with { Offline = true });
        var restored = (await RestoreAsync(Version("1.0.0"))).Single();
        Directory.Delete(_sandbox.Folder["project/obj"], recursive: true);
        (await RestoreAsync(Version("1.0.0"), r => r with { Offline = true })).Single().Version.ShouldBe("v1.0.0");
        Directory.Delete(_sandbox.Folder["project/obj"], recursive: true);
        new ContentCache(Isolation.Cache).Evict(Digest.TryParse(restored.Files[0].Sha256)!.Value);

        await RefuseAsync(ErrorCodes.Offline, Version("1.0.0"), r => r with { Offline = true });

        Directory.Exists(_sandbox.Folder["project/obj"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_locked_version_outlives_its_deregistration_and_the_deprecation_of_its_model()
    {
        await _sandbox.RegisterAsync("outlives", "1.0.0");
        await RestoreAsync(Version("1.0.0"));
        _sandbox.Tag("churn@v1.0.0!#2", _sandbox.CommitOf("churn@v1.0.0"), 5);
        _sandbox.Tag("churn@deprecated#3", "HEAD", 6);

        (await RestoreAsync(Version("1.0.0"))).Single().Version.ShouldBe("v1.0.0");
        await RefuseAsync(ErrorCodes.NotFound, Version("1.0.0"), r => r with { ForceEvaluate = true });
    }

    [Fact]
    public async Task A_placed_file_that_was_changed_is_mended_and_one_that_is_right_is_left()
    {
        await _sandbox.RegisterAsync("mend me", "1.0.0");
        var file = (await RestoreAsync(Version("1.0.0"))).Single().Files.Single().FullPath;
        File.WriteAllText(file, "broken!");

        await RestoreAsync(Version("1.0.0"));
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, old);
        await RestoreAsync(Version("1.0.0"));

        File.ReadAllText(file).ShouldBe("mend me");
        File.GetLastWriteTimeUtc(file).ShouldBe(old);
    }

    [Fact]
    public async Task Only_the_files_asked_for_are_placed_and_all_are_locked()
    {
        _sandbox.Folder.Write("model/model.onnx", "net");
        _sandbox.Folder.Write("model/deep/vocab.txt", "words");
        await _sandbox.RegisterAsync("weights", "1.0.0");

        var restored = await RestoreAsync([Version("1.0.0")[0] with { Files = "*.onnx; deep/**" }]);

        restored.Single().Files.Select(f => f.RelativePath).ShouldBe(["deep/vocab.txt", "model.onnx"]);
        (await ReadLockAsync()).Entries.Single().Manifest.Files.Count.ShouldBe(3);
        await RefuseAsync(ErrorCodes.NotFound, [Version("1.0.0")[0] with { Files = "*.pt" }]);
    }

    [Fact]
    public async Task Mistakes_in_pins_are_told_with_their_place()
    {
        var both = await RefuseAsync(ErrorCodes.Malformed, [Version("1.0.0")[0] with { Stage = "prod" }]);
        await RefuseAsync(ErrorCodes.Malformed, [Version("1.0.0")[0] with { Version = null }]);
        await RefuseAsync(ErrorCodes.Malformed, [Version("1.0.0")[0] with { Name = "../evil:x" }]);
        await RefuseAsync(ErrorCodes.Malformed, [.. Version("1.0.0"), .. Version("2.0.0")]);
        await RefuseAsync(ErrorCodes.Malformed, Version("1.0.0"), r => r with { Locked = true, ForceEvaluate = true });
        await RefuseAsync(ErrorCodes.Malformed, [Version("1.0.0")[0] with { Registry = "ext::sh -c evil" }]);

        (both.File, both.Line).ShouldBe(("App.csproj", 12));
    }

    private static ModelPin[] Version(string version) =>
        [new() { Name = "churn", Version = version, SourceFile = "App.csproj", SourceLine = 12 }];

    private static ModelPin[] Stage(string stage) => [new() { Name = "churn", Stage = stage }];

    private async Task<LockFile> ReadLockAsync() =>
        (await LockFileReader.ReadAsync(LockPath, CancellationToken.None)).ShouldNotBeNull();

    private Task<IReadOnlyList<RestoredModel>> RestoreAsync(
        ModelPin[] pins, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        Directory.CreateDirectory(_sandbox.Folder["project"]);
        var request = new RestoreRequest
        {
            Pins = pins,
            LockFile = LockPath,
            Destination = _sandbox.Folder["project/obj"],
            Registry = _sandbox.Git.Path,
            BaseDirectory = _sandbox.Folder["project"],
        };
        return ModelRegistry.RestoreAsync(with?.Invoke(request) ?? request);
    }

    private Task<RegistryException> RefuseAsync(
        ErrorCode code, ModelPin[] pins, Func<RestoreRequest, RestoreRequest>? with = null) =>
        Refused.WithAsync(code, () => RestoreAsync(pins, with));
}
