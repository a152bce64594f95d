using Registry.Content;
using Registry.Stores;
using Registry.Stores.Collection;
using Registry.Tests.Support;

namespace Registry.Tests.Stores;

/// <summary>What stands in a store's folder and is none of ours: links, pipes, files in the place of folders.</summary>
public sealed class ForeignThingsTests : IDisposable
{
    private static readonly DateTime s_longAgo = DateTime.UtcNow.AddDays(-3);
    private readonly Sandbox _sandbox = new("foreign");

    private string Outside => _sandbox.Folder["outside"];

    private DirectoryStore Store => new(_sandbox.Folder["store"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("uploads/claims/x"), InlineData("uploads/intents/x"), InlineData("uploads")]
    public async Task What_a_link_leads_to_is_never_deleted(string link)
    {
        await _sandbox.RegisterManyAsync(2);
        _sandbox.Rules("keepLast: 1");
        var victims = new[] { _sandbox.Folder.Write("outside/a.txt", "a"), _sandbox.Folder.Write("outside/deep/b.txt", "b") };
        Array.ForEach(victims, victim => File.SetLastWriteTimeUtc(victim, s_longAgo));
        var at = _sandbox.Folder[$"store/{link}"];
        if (Directory.Exists(at))
        {
            Directory.Delete(at, recursive: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(at)!);
        Directory.CreateSymbolicLink(at, Outside);

        await _sandbox.RetainAsync();
        await _sandbox.RegisterAsync("more", "9.0.0");

        victims.ShouldAllBe(victim => File.Exists(victim));
    }

    [Fact]
    public async Task Links_that_lead_round_are_not_followed()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        var blobs = _sandbox.Folder["store/blobs/sha256"];
        Directory.CreateSymbolicLink(Path.Combine(blobs, "a"), blobs);
        Directory.CreateSymbolicLink(Path.Combine(blobs, "b"), blobs);

        var listed = 0;
        await foreach (var _ in Store.ListAsync(StoreKeys.Blobs, Cancel))
        {
            listed++;
        }

        listed.ShouldBe(3);
    }

    [Fact]
    public async Task An_upload_never_goes_on_through_a_link()
    {
        var model = _sandbox.Folder.Write("large.bin", new byte[40 * 1024 * 1024]);
        var victim = _sandbox.Folder.Write("outside/victim.txt", "mine");
        var layout = new BlobLayout(_sandbox.Folder["store"]);
        string part;
        using (var source = File.OpenHandle(model))
        using (PendingBlob.Open(layout, new SourceFile(model, "large.bin", 1), source, RandomAccess.GetLength(source)))
        {
            part = Directory.GetFiles(layout.Uploads, "*.part").ShouldHaveSingleItem();
        }

        File.Delete(part);
        File.CreateSymbolicLink(part, victim);

        await Store.PutFilesAsync(
            [new SourceFile(model, "large.bin", 40 * 1024 * 1024)], new TransferMeter(null, "", 0, 0), Cancel);

        File.ReadAllText(victim).ShouldBe("mine");
    }

    [Fact]
    public async Task A_claim_of_the_future_holds_up_nobody()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        var claim = _sandbox.Folder.Write($"store/{StoreKeys.Claims}x", Digest.Of("one"u8).Hex + "\n");
        File.SetLastWriteTimeUtc(claim, DateTime.UtcNow.AddYears(20));
        var watch = await PutWatch.BeginAsync(Store, null, Cancel);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        (await watch.SecureAsync([Digest.Of("one"u8)], limit.Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_that_is_longer_than_it_can_be_is_not_read()
    {
        var version = await _sandbox.RegisterAsync("one", "1.0.0");
        using (var blob = File.OpenHandle(
            new BlobLayout(_sandbox.Folder["store"]).BlobOf(Digest.Of("one"u8)), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(blob, 1L << 40);
        }

        using var target = File.OpenHandle(_sandbox.Folder["target"], FileMode.CreateNew, FileAccess.ReadWrite);
        var error = await Refused.WithAsync(ErrorCodes.Mismatch, () => new StoreSet([Store]).ReadAsync(
            Digest.Of("one"u8), 3, "weights.bin", target, null, Cancel));

        error.Message.ShouldContain("expected sha256:");
        error.Message.ShouldContain("actual 1099511627776 bytes");
        version.Size.ShouldBe(3);
    }

    [Theory]
    [InlineData("registries/pipe"), InlineData("blob")]
    public async Task A_pipe_is_told_and_not_waited_for(string where)
    {
        await _sandbox.RegisterManyAsync(2);
        _sandbox.Rules("keepLast: 1");
        var path = where == "blob"
            ? new BlobLayout(_sandbox.Folder["store"]).BlobOf(Digest.Of("content 2"u8)) : _sandbox.Folder[$"store/{where}"];
        File.Delete(path);
        Command.Run("/", "mkfifo", path).Succeeded();

        var error = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => where == "blob"
            ? new StoreSet([Store]).ReadAsync(Digest.Of("content 2"u8), 9, "weights.bin", File.OpenHandle(
                _sandbox.Folder["target"], FileMode.CreateNew, FileAccess.ReadWrite), null, Cancel)
            : _sandbox.RetainAsync());

        error.Message.ShouldContain("pipe");
    }
}
