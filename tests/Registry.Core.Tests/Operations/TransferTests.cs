using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>What registering and saving read, send and replace.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly Sandbox _sandbox = new("transfer");

    public void Dispose() => _sandbox.Dispose();

    /// <summary>The memory is made to lie: only who does not read believes it.</summary>
    [Fact]
    public async Task A_file_that_did_not_change_is_not_read_again_unless_forced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nothing is remembered elsewhere.");
        await _sandbox.RegisterAsync("never seen before");
        var stored = Digest.Of("never seen before"u8);
        var file = Path.Combine(_sandbox.Model("another text, sir"), "weights.bin");
        var memory = ContentCache.MemoryOfUser();
        memory.Keep(FileSystem.StampOf(file), stored);
        memory.Save();
        var registry = await _sandbox.OpenAsync();
        var request = new RegisterRequest { Name = "other", Path = file };

        var unread = await registry.RegisterAsync(request with { Name = "unread" });
        var forced = await registry.RegisterAsync(request with { Name = "forced", Force = true });

        (await DigestAsync(unread)).ShouldBe(stored.Hex);
        (await DigestAsync(forced)).ShouldBe(Digest.Of("another text, sir"u8).Hex);
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_sent_where_the_store_lost_or_condemned_its_blob()
    {
        await _sandbox.RegisterAsync("lost and found", "1.0.0");
        var layout = new BlobLayout(_sandbox.Folder["store"]);
        var digest = Digest.Of("lost and found"u8);
        File.SetLastWriteTimeUtc(_sandbox.Folder["model/weights.bin"], DateTime.UtcNow.AddHours(-1));
        var memory = ContentCache.MemoryOfUser();
        memory.Keep(FileSystem.StampOf(_sandbox.Folder["model/weights.bin"]), digest);
        memory.Save();
        var registry = await _sandbox.OpenAsync();
        var request = new RegisterRequest { Name = "churn", Path = _sandbox.Folder["model"] };

        File.Delete(layout.BlobOf(digest));
        await registry.RegisterAsync(request with { Version = "1.0.1" });
        File.ReadAllText(layout.BlobOf(digest)).ShouldBe("lost and found");

        var tombstone = _sandbox.Folder.Write($"store/{StoreKeys.TombstoneOf(digest)}", "2026-01-01");
        await registry.RegisterAsync(request with { Version = "1.0.2" });
        File.Exists(tombstone).ShouldBeFalse();

        Directory.Delete(_sandbox.Folder["store"], recursive: true);
        await registry.RegisterAsync(request with { Version = "1.0.3" });
        File.ReadAllText(layout.BlobOf(digest)).ShouldBe("lost and found");
    }

    [Fact]
    public async Task Only_the_files_asked_for_are_read()
    {
        _sandbox.Folder.Write("model/a.onnx", "wanted, and there");
        _sandbox.Folder.Write("model/b.bin", "not wanted, and gone");
        _sandbox.Folder.Write("model/sub/c.bin", "not wanted either");
        var registry = await _sandbox.OpenAsync();
        await registry.RegisterAsync(new RegisterRequest { Name = "churn", Path = _sandbox.Folder["model"], Version = "1.0.0" });
        var layout = new BlobLayout(_sandbox.Folder["store"]);
        File.Delete(layout.BlobOf(Digest.Of("not wanted, and gone"u8)));
        File.Delete(layout.BlobOf(Digest.Of("not wanted either"u8)));
        var request = new SaveRequest { Name = "churn", Version = "1.0.0", Destination = _sandbox.Folder["out"] };

        await Refused.WithAsync(ErrorCodes.BlobMissing, () => registry.SaveAsync(request));
        Directory.Exists(_sandbox.Folder["out"]).ShouldBeFalse();
        await registry.SaveAsync(request with { Include = ["*.onnx"] });
        await registry.SaveAsync(request with { Exclude = ["**/*.bin"], Destination = _sandbox.Folder["excluded"] });
        var restored = await ModelRegistry.RestoreAsync(new RestoreRequest
        {
            Pins = [new ModelPin { Name = "churn", Version = "1.0.0", Files = "*.onnx" }],
            LockFile = _sandbox.Folder["models.lock.json"],
            Destination = _sandbox.Folder["obj"],
            Registry = _sandbox.Git.Path,
            BaseDirectory = _sandbox.Folder.Path,
        });

        Bytes.Tree(_sandbox.Folder["out"]).ShouldBe(Bytes.TreeOf(("a.onnx", "wanted, and there")));
        Bytes.Tree(_sandbox.Folder["excluded"]).ShouldBe(Bytes.TreeOf(("a.onnx", "wanted, and there")));
        restored.Single().Files.ShouldHaveSingleItem().RelativePath.ShouldBe("a.onnx");
    }

    [Fact]
    public async Task A_file_of_the_users_own_is_not_replaced_unless_forced()
    {
        await _sandbox.RegisterAsync("the model's bytes", "1.0.0");
        var mine = _sandbox.Folder.Write("out/weights.bin", "my own, and nowhere else");

        var e = await Refused.WithAsync(ErrorCodes.UnsafePath, () => _sandbox.SaveAsync("1.0.0"));

        e.Message.ShouldContain(mine);
        e.Message.ShouldContain("-Force");
        File.ReadAllText(mine).ShouldBe("my own, and nowhere else");
        await _sandbox.SaveAsync(new SaveRequest
        {
            Name = "churn", Version = "1.0.0", Destination = _sandbox.Folder["out"], Force = true,
        });
        File.ReadAllText(mine).ShouldBe("the model's bytes");
    }

    [Fact]
    public async Task A_version_takes_the_place_of_another_without_force_though_the_cache_knows_neither()
    {
        await _sandbox.RegisterAsync("version one, longer", "1.0.0");
        await _sandbox.RegisterAsync("version two", "2.0.0");
        _sandbox.Folder.Write("out/weights.bin", "version one, longer");

        await _sandbox.SaveAsync("2.0.0");
        await _sandbox.SaveAsync("1.0.0");

        File.ReadAllText(_sandbox.Folder["out/weights.bin"]).ShouldBe("version one, longer");
    }

    private async Task<string> DigestAsync(ModelVersion version) =>
        (await _sandbox.SaveAsync(new SaveRequest
        {
            Name = version.Name, Destination = _sandbox.Folder[$"out-{version.Name}"],
        })).Single().Sha256;
}
