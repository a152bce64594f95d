using Registry.Content;
using Registry.Stores;
using Registry.Stores.Transfer;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class ResumeTests : IDisposable
{
    private const int Mebibyte = 1024 * 1024;
    private static readonly int s_part = new TransferOptions().DownloadPartOf(null);
    private readonly TempFolder _folder = new("resume");
    private readonly StoreFolder _store;
    private readonly FarStore _far;

    public ResumeTests()
    {
        _store = new StoreFolder(_folder);
        _far = new FarStore(_store.Store);
    }

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(5), InlineData(20), InlineData(47)]
    public async Task A_download_that_was_cut_fetches_at_most_one_part_again(int after)
    {
        var (manifest, bytes) = await PutLargeAsync(50 * Mebibyte);
        _far.CutAfter(after * Mebibyte);
        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => PlaceAsync(manifest, "out"));
        Directory.Exists(_folder["out"]).ShouldBeFalse();

        var first = _far.Bytes;
        _far.CutAfter(long.MaxValue);
        await PlaceAsync(manifest, "out");

        File.ReadAllBytes(_folder["out/model"]).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        first.ShouldBeGreaterThan(0);
        _far.Bytes.ShouldBeLessThanOrEqualTo(bytes.Length + s_part);
        Directory.EnumerateFiles(_folder["cache/uploads"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_earlier_attempt_left_is_worth_nothing_where_it_is_not_right()
    {
        var (manifest, bytes) = await PutLargeAsync(40 * Mebibyte);
        _far.CutAfter(36 * Mebibyte);
        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => PlaceAsync(manifest, "out"));
        using (var partial = File.OpenHandle(PartialOf(manifest), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(partial, [1, 2, 3], 100);
        }

        _far.Reset();
        await PlaceAsync(manifest, "out");

        File.ReadAllBytes(_folder["out/model"]).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        _far.Bytes.ShouldBeGreaterThanOrEqualTo(bytes.Length);
    }

    [Fact]
    public async Task Damage_behind_a_cut_is_told_after_one_more_fetch_of_the_whole()
    {
        var (manifest, bytes) = await PutLargeAsync(20 * Mebibyte);
        _far.CutAfter(5 * Mebibyte);
        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => PlaceAsync(manifest, "out"));
        _store.Damage(manifest.Files[0].Sha256, blob =>
        {
            // At the first part's end, which is what was not fetched yet.
            blob[s_part - 1] ^= 1;
            return blob;
        });

        _far.Reset();
        await Refused.WithAsync(ErrorCodes.Mismatch, () => PlaceAsync(manifest, "out"));

        _far.Bytes.ShouldBeInRange(bytes.Length, 2L * bytes.Length);
        _store.Cache.Find(manifest.Files[0].Sha256, null).ShouldBeNull();
        Directory.EnumerateFiles(_folder["cache/uploads"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_store_goes_on_where_the_first_was_cut()
    {
        var (manifest, bytes) = await PutLargeAsync(50 * Mebibyte);
        _far.CutAfter(40 * Mebibyte);
        var other = new FarStore(_store.Store);

        await _store.PlaceAsync(manifest, "out", new ContentReader(
            _store.Cache, _ => Task.FromResult(new StoreSet([_far, other]))));

        File.ReadAllBytes(_folder["out/model"]).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (_far.Bytes + other.Bytes).ShouldBeLessThanOrEqualTo(bytes.Length + s_part);
    }

    [Fact]
    public async Task Of_many_that_restore_the_same_model_one_fetches_and_the_others_wait_for_it()
    {
        var files = Enumerable.Range(0, 20).Select(i => ($"file-{i}", new string((char)('a' + i), 1000 + i))).ToArray();
        var manifest = await _store.PutAsync(files);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => PlaceAsync(manifest, $"out-{i}"))));

        _far.Bytes.ShouldBe(manifest.TotalSize);
        for (var i = 0; i < 6; i++)
        {
            Bytes.Tree(_folder[$"out-{i}"]).ShouldBe(Bytes.TreeOf(files));
        }
    }

    [Fact]
    public async Task One_that_waits_takes_over_where_the_one_it_waits_for_fails()
    {
        var manifest = await _store.PutAsync(("a", "1"));
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var failing = new FarStore(_store.Store)
        {
            Before = async () =>
            {
                reached.SetResult();
                await go.Task;
                throw new RegistryException(ErrorCodes.StoreUnavailable, "Cut.");
            },
        };
        var first = _store.PlaceAsync(manifest, "one", new ContentReader(
            new ContentCache(_folder["cache"]), _ => Task.FromResult(new StoreSet([failing]))));
        await reached.Task;
        var second = PlaceAsync(manifest, "two");
        go.SetResult();

        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => first);
        await second;

        File.ReadAllText(_folder["two/a"]).ShouldBe("1");
    }

    [Fact]
    public async Task An_upload_that_was_cut_sends_only_what_is_not_there_yet()
    {
        var bytes = new byte[40 * Mebibyte];
        new Random(1).NextBytes(bytes);
        var file = new SourceFile(_folder.Write("model", bytes), "model", bytes.Length);
        using var cancel = new CancellationTokenSource();
        long moved = 0;
        void Count(long count)
        {
            if (Interlocked.Add(ref moved, count) > 20 * Mebibyte)
            {
                cancel.Cancel();
            }
        }

        await Should.ThrowAsync<OperationCanceledException>(() => PutAsync(file, Count, cancel.Token));
        var partial = Directory.EnumerateFiles(_folder["store/uploads"], "*.part").ShouldHaveSingleItem();
        using (var damaged = File.OpenHandle(partial, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.Write(damaged, [1, 2, 3], 100);
        }

        var inode = FileSystem.StampOf(partial)?.Inode;
        var digest = await PutAsync(file, _ => { }, CancellationToken.None);

        digest.ShouldBe(Digest.Of(bytes));
        File.ReadAllBytes(_store.BlobOf(digest)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        FileSystem.StampOf(_store.BlobOf(digest))?.Inode.ShouldBe(inode!.Value);
        File.GetAttributes(_store.BlobOf(digest)).HasFlag(FileAttributes.ReadOnly).ShouldBeTrue();
        Directory.EnumerateFiles(_folder["store/uploads"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_that_upload_one_large_file_at_the_same_time_do_not_meet()
    {
        var bytes = new byte[33 * Mebibyte];
        new Random(2).NextBytes(bytes);
        var file = new SourceFile(_folder.Write("model", bytes), "model", bytes.Length);

        var digests = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => Task.Run(() => PutAsync(file, _ => { }, CancellationToken.None))));

        digests.ShouldAllBe(digest => digest == Digest.Of(bytes));
        File.ReadAllBytes(_store.BlobOf(digests[0])).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        Directory.EnumerateFiles(_folder["store/uploads"]).ShouldBeEmpty();
    }

    private async Task<Digest> PutAsync(SourceFile file, Action<long> advanced, CancellationToken cancel)
    {
        var sink = new Counting(advanced);
        var stored = await _store.Store.PutFilesAsync([file], new TransferMeter(sink, "", file.Size, 1, sink), cancel);
        return stored[0].Digest;
    }

    private string PartialOf(Manifest manifest) => _folder[$"cache/uploads/{manifest.Files[0].Sha256.Hex}"];

    private async Task<(Manifest Manifest, byte[] Bytes)> PutLargeAsync(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var file = new SourceFile(_folder.Write("model", bytes), "model", size);
        var stored = await _store.Store.PutFilesAsync([file], new TransferMeter(null, "", 0, 0), CancellationToken.None);
        return (Manifest.Create([new ManifestFile("model", size, stored[0].Digest)]), bytes);
    }

    private Task<IReadOnlyList<PlacedFile>> PlaceAsync(Manifest manifest, string to) => _store.PlaceAsync(
        manifest, to, new ContentReader(new ContentCache(_folder["cache"]), _ => Task.FromResult(new StoreSet([_far]))));

    /// <summary>Hears of every step: its clock runs a second each time it is asked.</summary>
    private sealed class Counting(Action<long> advanced) : TimeProvider, IProgressSink
    {
        private long _now;
        private long _last;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency);

        public void Report(TransferProgress progress)
        {
            advanced(progress.Bytes - _last);
            _last = progress.Bytes;
        }

        public void Write(RegistryMessage message)
        {
        }
    }
}
