using Registry.Content;
using Registry.Stores.Transfer;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>A transfer that was cut goes on where it was: at most one part of a file goes over twice.</summary>
public sealed class S3ResumeTests
{
    private const int Length = 8 * FaultyStore.PieceSize;
    private static readonly int s_downloadPart = new TransferOptions().DownloadPartOf(Length);

    [Theory]
    [InlineData(0.4), InlineData(0.9)]
    public async Task An_upload_that_was_cut_sends_at_most_a_part_again(double share)
    {
        using var store = await FaultyStore.CreateAsync("resume-upload");
        var file = Large(store);
        store.Proxy.CutAtByte((long)(Length * share), forGood: true);
        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => store.PutAsync([file]));
        var first = store.Proxy.Requests.Sum(request => request.Sent);

        store.Proxy.Reset();
        await store.PutAsync([file]);

        var second = store.Proxy.Requests.Where(request => FaultyStore.KindOf(request) == "piece")
            .Sum(request => request.Sent);
        first.ShouldBeGreaterThan((long)(Length * share) - FaultyStore.PartSize);
        (first + second).ShouldBeLessThanOrEqualTo(Length + FaultyStore.PartSize + (1024 * 1024));
        (await store.CheckAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData(0.4), InlineData(0.9)]
    public async Task A_download_that_was_cut_fetches_at_most_a_part_again(double share)
    {
        using var store = await FaultyStore.CreateAsync("resume-download");
        var manifest = await store.PutAsync([Large(store)]);
        store.Proxy.Reset();
        store.Proxy.CutAtByte((long)(Length * share), forGood: true);
        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => store.GetAsync(manifest, cache: "cache"));
        var first = store.Proxy.Requests.Sum(request => request.Received);

        store.Proxy.Reset();
        await store.GetAsync(manifest, cache: "cache");

        var second = store.Proxy.Requests.Sum(request => request.Received);
        first.ShouldBeGreaterThan((long)(Length * share) - s_downloadPart);
        (first + second).ShouldBeLessThanOrEqualTo(Length + s_downloadPart + (1024 * 1024));
        Bytes.Tree(store.Folder["out"]).ShouldBe(Bytes.Tree(store.Folder["large"]));
    }

    private static SourceFile Large(FaultyStore store)
    {
        store.Folder.Write("large/weights.bin", Bytes.Random(Length, 3));
        return SourceFiles.Find(store.Folder["large"], CancellationToken.None).Single();
    }
}
