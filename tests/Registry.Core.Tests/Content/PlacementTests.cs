using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class PlacementTests : IDisposable
{
    private readonly TempFolder _folder = new("placement");
    private readonly StoreFolder _store;

    public PlacementTests() => _store = new StoreFolder(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_appear_in_a_new_folder()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("sub/deep/b", "2"), ("sub/c", ""));

        var placed = await _store.PlaceAsync(manifest, "not/there/yet");

        Bytes.Tree(_folder["not/there/yet"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("sub/c", ""), ("sub/deep/b", "2")));
        placed.Select(file => file.RelativePath).ShouldBe(["a", "sub/c", "sub/deep/b"]);
        placed.ShouldAllBe(file => File.Exists(file.FullPath) && Path.IsPathRooted(file.FullPath));
        NothingIsLeftIn("not/there");
    }

    [Fact]
    public async Task Another_version_takes_the_place_and_foreign_files_stay()
    {
        await _store.PlaceAsync(await _store.PutAsync(("a", "1"), ("sub/b", "2")), "out");
        _folder.Write("out/notes.txt", "mine");
        _folder.Write("out/sub/mine.txt", "mine too");

        await _store.PlaceAsync(await _store.PutAsync(("a", "10"), ("sub/b", "20")), "out");

        Bytes.Tree(_folder["out"]).ShouldBe(
            Bytes.TreeOf(("a", "10"), ("notes.txt", "mine"), ("sub/b", "20"), ("sub/mine.txt", "mine too")));
        NothingIsLeftIn("");
    }

    [Fact]
    public async Task A_folder_full_of_foreign_things_gets_the_files_and_keeps_the_rest()
    {
        for (var i = 0; i < 150; i++)
        {
            _folder.Write($"out/mine-{i}", "mine");
        }

        File.CreateSymbolicLink(_folder["out/link"], "/nowhere");

        await _store.PlaceAsync(await _store.PutAsync(("a", "1"), ("sub/b", "2")), "out");

        var tree = Bytes.Tree(_folder["out"]);
        tree.Count.ShouldBe(153);
        tree["link"].ShouldBe("-> /nowhere");
        File.ReadAllText(_folder["out/sub/b"]).ShouldBe("2");
        NothingIsLeftIn("");
    }

    [Fact]
    public async Task Equal_files_are_not_touched()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"));
        await _store.PlaceAsync(manifest, "out");
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder["out/a"], old);
        File.SetLastWriteTimeUtc(_folder["out/b"], old);

        await _store.PlaceAsync(manifest, "out");

        File.GetLastWriteTimeUtc(_folder["out/a"]).ShouldBe(old);
        File.GetLastWriteTimeUtc(_folder["out/b"]).ShouldBe(old);
    }

    [Fact]
    public async Task A_file_that_was_changed_or_deleted_comes_back()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"), ("c", "3"));
        await _store.PlaceAsync(manifest, "out");
        _folder.Write("out/a", "X");
        File.Delete(_folder["out/c"]);

        await _store.PlaceAsync(manifest, "out");

        Bytes.Tree(_folder["out"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("b", "2"), ("c", "3")));
    }

    [Fact]
    public async Task One_file_that_is_missing_comes_back_beside_all_the_others()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"), ("sub/c", "3"));
        await _store.PlaceAsync(manifest, "out");
        _folder.Write("out/mine", "mine");
        File.Delete(_folder["out/b"]);

        await _store.PlaceAsync(manifest, "out");

        Bytes.Tree(_folder["out"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("b", "2"), ("mine", "mine"), ("sub/c", "3")));
    }

    [Fact]
    public async Task A_destination_that_is_a_file_is_refused_and_kept()
    {
        _folder.Write("out", "mine");
        var manifest = await _store.PutAsync(("a", "1"));

        await Refused.WithAsync(ErrorCodes.UnsafePath, () => _store.PlaceAsync(manifest, "out"));

        File.ReadAllText(_folder["out"]).ShouldBe("mine");
    }

    [Fact]
    public async Task A_folder_inside_that_is_a_link_or_a_file_is_refused_and_nothing_is_written_through_it()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("sub/deep/b", "2"));
        _folder.CreateFolder("elsewhere");
        _folder.CreateFolder("linked");
        Directory.CreateSymbolicLink(_folder["linked/sub"], _folder["elsewhere"]);
        _folder.Write("filed/sub", "mine");
        _folder.CreateFolder("foldered/a");

        await Refused.WithAsync(ErrorCodes.UnsafePath, () => _store.PlaceAsync(manifest, "linked"));
        await Refused.WithAsync(ErrorCodes.UnsafePath, () => _store.PlaceAsync(manifest, "filed"));
        await Refused.WithAsync(ErrorCodes.UnsafePath, () => _store.PlaceAsync(manifest, "foldered"));

        Bytes.Tree(_folder["elsewhere"]).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder["linked"]).Count().ShouldBe(1);
        Bytes.Tree(_folder["filed"]).ShouldBe(Bytes.TreeOf(("sub", "mine")));
    }

    [Fact]
    public async Task A_link_where_a_file_belongs_is_replaced_and_not_followed()
    {
        var manifest = await _store.PutAsync(("a", "1"), ("b", "2"));
        _folder.Write("secret", "keep me");
        _folder.CreateFolder("out");
        File.CreateSymbolicLink(_folder["out/a"], _folder["secret"]);

        await _store.PlaceAsync(manifest, "out");

        File.ReadAllText(_folder["secret"]).ShouldBe("keep me");
        new FileInfo(_folder["out/a"]).LinkTarget.ShouldBeNull();
        File.ReadAllText(_folder["out/a"]).ShouldBe("1");
    }

    /// <summary>The folder the user named may be a link (a mounted disk, say): it is followed and stays one.</summary>
    [Fact]
    public async Task A_destination_that_is_a_link_to_a_folder_stays_a_link()
    {
        _folder.CreateFolder("disk");
        Directory.CreateSymbolicLink(_folder["out"], _folder["disk"]);

        await _store.PlaceAsync(await _store.PutAsync(("a", "1"), ("sub/b", "2")), "out");

        new DirectoryInfo(_folder["out"]).LinkTarget.ShouldBe(_folder["disk"]);
        Bytes.Tree(_folder["disk"]).ShouldBe(Bytes.TreeOf(("a", "1"), ("sub/b", "2")));
    }

    [Theory, MemberData(nameof(Damages))]
    public async Task Damage_in_the_store_is_told_by_name_and_the_tree_keeps_what_it_had(
        string what, string code, Func<byte[], byte[]>? change)
    {
        await _store.PlaceAsync(await _store.PutAsync(("a", "old"), ("sub/b", "old too")), "out");
        var manifest = await _store.PutAsync(("a", "new"), ("sub/b", "new too"));
        var file = manifest.Files.Single(f => f.Path == "sub/b");
        if (change is null)
        {
            File.Delete(_store.BlobOf(file.Sha256));
        }
        else
        {
            _store.Damage(file.Sha256, change);
        }

        var e = await Should.ThrowAsync<RegistryException>(
            () => _store.PlaceAsync(manifest, "out", _store.NewFreshReader()), what);

        e.Code.ShouldBe(code);
        e.Message.ShouldContain("'sub/b'");
        e.Message.ShouldContain(file.Sha256.ToString());
        if (change is not null)
        {
            e.Message.ShouldContain(Digest.Of(change("new too"u8.ToArray())).ToString());
        }

        Bytes.Tree(_folder["out"]).ShouldBe(Bytes.TreeOf(("a", "old"), ("sub/b", "old too")));
        NothingIsLeftIn("");
    }

    public static TheoryData<string, string, Func<byte[], byte[]>?> Damages { get; } = new()
    {
        { "flipped", "MLR1403", bytes => { bytes[0] ^= 1; return bytes; } },
        { "truncated", "MLR1403", bytes => bytes[..^1] },
        { "emptied", "MLR1403", _ => [] },
        { "grown", "MLR1403", bytes => [.. bytes, 0] },
        { "missing", "MLR1202", null },
    };

    [Fact]
    public async Task A_parent_that_is_a_file_is_told_as_a_destination_that_cannot_be_written()
    {
        _folder.Write("file", "x");
        var manifest = await _store.PutAsync(("a", "1"));

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => _store.PlaceAsync(manifest, "file/out"));

        e.Message.ShouldContain("file/out");
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not()
    {
        foreach (var name in new[] { "alive0000000", "killed000000", "fresh0000000" })
        {
            _folder.Write($".registry-{name}/lock", "");
        }

        using var held = new FileStream(
            _folder[".registry-alive0000000/lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        foreach (var name in new[] { "alive0000000", "killed000000" })
        {
            Directory.SetLastWriteTimeUtc(_folder[$".registry-{name}"], DateTime.UtcNow.AddHours(-1));
        }

        await _store.PlaceAsync(await _store.PutAsync(("a", "1")), "out");

        Directory.EnumerateDirectories(_folder.Path, ".registry-*").Select(Path.GetFileName)
            .ShouldBe([".registry-alive0000000", ".registry-fresh0000000"], ignoreOrder: true);
    }

    private void NothingIsLeftIn(string folder) =>
        Directory.EnumerateFileSystemEntries(_folder[folder], ".registry-*").ShouldBeEmpty();
}
