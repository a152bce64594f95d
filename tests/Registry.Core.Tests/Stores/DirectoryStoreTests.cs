using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Stores;

public sealed class DirectoryStoreTests : IDisposable
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private readonly TempFolder _folder = new("store");
    private readonly StoreFolder _store;

    public DirectoryStoreTests() => _store = new StoreFolder(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_layout_is_exactly_this()
    {
        var manifest = await _store.PutAsync(("model.onnx", "abc"));

        var hex = manifest.Digest.Hex;
        Bytes.Tree(_folder["store"]).Keys.ShouldBe(
            ["registry-store.json", $"blobs/sha256/{hex[..2]}/{hex}", $"blobs/sha256/ba/{Abc}"], ignoreOrder: true);
        File.ReadAllText(_folder["store/registry-store.json"]).ShouldBe("{\"schema\":1}");
        File.ReadAllText(_folder[$"store/blobs/sha256/ba/{Abc}"]).ShouldBe("abc");
    }

    [Fact]
    public async Task Putting_twice_leaves_the_blob_alone()
    {
        await _store.PutAsync(("a", "abc"), ("same", "abc"));
        var blob = _folder[$"store/blobs/sha256/ba/{Abc}"];
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(blob, old);

        await _store.PutAsync(("b", "abc"));
        await _store.Store.PutBytesAsync("abc"u8.ToArray(), CancellationToken.None);

        File.GetLastWriteTimeUtc(blob).ShouldBe(old);
        Directory.EnumerateFiles(_folder["store/uploads"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_is_read_only()
    {
        await _store.PutAsync(("a", "abc"));

        File.GetAttributes(_folder[$"store/blobs/sha256/ba/{Abc}"]).HasFlag(FileAttributes.ReadOnly).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, "ab"), InlineData(false, "ab"), InlineData(true, "abX"), InlineData(false, "abX")]
    [InlineData(true, ""), InlineData(false, "")]
    public async Task A_damaged_blob_is_healed_by_putting_it_again(bool bytes, string damage)
    {
        await _store.PutAsync(("a", "abc"));
        _store.Damage(Digest.Of("abc"u8), _ => System.Text.Encoding.UTF8.GetBytes(damage));

        if (bytes)
        {
            await _store.Store.PutBytesAsync("abc"u8.ToArray(), CancellationToken.None);
        }
        else
        {
            await _store.PutAsync(("b", "abc"));
        }

        File.ReadAllText(_folder[$"store/blobs/sha256/ba/{Abc}"]).ShouldBe("abc");
    }

    [Theory]
    [InlineData("{\"schema\":2}"), InlineData("{}"), InlineData(""), InlineData("nonsense"), InlineData("[]")]
    [InlineData("{\"schema\":\"1\"}")]
    [InlineData("{\"schema\":1.5}")]
    public async Task A_store_of_another_schema_is_refused_and_left_alone(string marker)
    {
        _folder.Write("store/registry-store.json", marker);

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => _store.PutAsync(("a", "abc")));

        e.Message.ShouldContain("registry-store.json");
        Bytes.Tree(_folder["store"]).Keys.ShouldBe(["registry-store.json"]);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_told_by_its_url()
    {
        _folder.Write("file", "x");
        var store = new DirectoryStore(_folder["file/store"]);

        var e = await Refused.WithAsync(
            ErrorCodes.StoreUnavailable, () => store.PutBytesAsync("abc"u8.ToArray(), CancellationToken.None));

        e.Message.ShouldContain("file/store");
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_no_missing_blob()
    {
        using var target = File.OpenHandle(_folder["target"], FileMode.Create, FileAccess.Write);

        await Refused.WithAsync(
            ErrorCodes.StoreUnavailable,
            () => _store.Store.ReadPartAsync(Digest.Of("abc"u8), 0, 3, target, null, CancellationToken.None));
    }

    [Fact]
    public async Task What_interrupted_writers_left_is_swept_a_day_later()
    {
        var fresh = _folder.Write($"store/uploads/{Guid.NewGuid():N}", "x");
        var stale = _folder.Write($"store/uploads/{Guid.NewGuid():N}", "x");
        var foreign = _folder.Write("store/uploads/README.txt", "x");
        File.SetLastWriteTimeUtc(foreign, DateTime.UtcNow.AddHours(-25));
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddHours(-25));
        File.SetLastWriteTimeUtc(fresh, DateTime.UtcNow.AddHours(-23));

        await _store.PutAsync(("a", "abc"));

        File.Exists(stale).ShouldBeFalse();
        File.Exists(fresh).ShouldBeTrue();
        File.Exists(foreign).ShouldBeTrue();
    }

    [Fact]
    public async Task Three_thousand_small_files_with_odd_names_go_in_and_come_out()
    {
        var files = Enumerable.Range(0, 3000)
            .Select(i => ($"{(i % 3 == 0 ? "-dir with space" : "模型")}/{i % 17}/é{i}.bin", $"text {i % 2000}"))
            .ToArray();

        var manifest = await _store.PutAsync(files);
        await _store.PlaceAsync(manifest, "out");

        Bytes.Tree(_folder["out"]).ShouldBe(Bytes.TreeOf(files));
        Bytes.Tree(_folder["store/blobs"]).Count.ShouldBe(2001);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_leaves_the_store_without_a_trace_of_the_others()
    {
        var one = new SourceFile(_folder.Write("one", "abc"), "one", 3);
        var gone = new SourceFile(_folder["gone"], "gone", 3);

        await Refused.WithAsync(
            ErrorCodes.Malformed,
            () => _store.Store.PutFilesAsync([one, gone], new TransferMeter(null, "", 0, 0), CancellationToken.None));

        Bytes.Tree(_folder["store"]).Keys.ShouldBe(["registry-store.json"]);
    }
}
