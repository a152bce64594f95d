using Registry.Content;

namespace Registry.Tests.Faults;

/// <summary>
/// What goes wrong on the way to a bucket and is gone at a later attempt stops no upload, and damages none.
/// </summary>
public sealed class S3UploadFaultTests
{
    private static readonly string[] s_kinds = ["GET", "HEAD", "uploads", "begin", "piece", "complete", "PUT"];

    [Fact]
    public async Task An_upload_gets_over_what_passes_at_each_kind_of_request()
    {
        using var store = await FaultyStore.CreateAsync();
        foreach (var name in PassingFaults.Names)
        {
            var (files, fault) = (store.NewFiles(), PassingFaults.Of(name));
            store.Proxy.FirstOfEach(1, fault, FaultAt);

            var manifest = await store.PutAsync(files);

            string? FaultAt(ProxiedRequest request) =>
                FaultyStore.KindOf(request) is var kind && PassingFaults.CanPass(fault, kind) ? kind : null;

            store.Proxy.Requests.Where(request => request.Fault is not null).Select(FaultyStore.KindOf).Distinct()
                .ShouldBe(s_kinds.Where(kind => PassingFaults.CanPass(fault, kind)), ignoreOrder: true, name);
            manifest.Files.Select(file => file.Sha256)
                .ShouldBe(files.Select(file => Digest.Of(File.ReadAllBytes(file.FullPath))), name);
            (await store.CheckAsync()).ShouldBe(3, name);
            await store.EmptyAsync();
        }
    }

    [Theory]
    [InlineData("PUT", 1_000), InlineData("piece", 4_000_000)]
    public async Task A_byte_that_is_altered_on_its_way_reaches_no_blob(string kind, int at)
    {
        using var store = await FaultyStore.CreateCheckedAsync("altered");
        var files = store.NewFiles();
        store.Proxy.First(
            1, new Fault { AlterRequestAt = at },
            request => FaultyStore.KindOf(request) == kind && long.Parse(request.Header("Content-Length")!) > at);

        await store.PutAsync(files);

        (await store.CheckAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData(3), InlineData(60), InlineData(120), InlineData(200), InlineData(260)]
    public async Task Answers_that_are_altered_on_their_way_end_in_success_or_a_coded_error(int at)
    {
        using var store = await FaultyStore.CreateAsync("altered-answers");
        var files = store.NewFiles();
        store.Proxy.FirstOfEach(1, new Fault { AlterResponseAt = at }, FaultyStore.KindOf);

        try
        {
            await store.PutAsync(files);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            // The name of an upload may have become another, which is told as what it is.
        }

        store.Proxy.Reset();
        await store.PutAsync(files);
        (await store.CheckAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData("PUT"), InlineData("piece"), InlineData("complete")]
    public async Task A_wrong_etag_damages_nothing(string kind)
    {
        using var store = await FaultyStore.CreateAsync("etag");
        var files = store.NewFiles();
        var wrong = Fault.WithETag("\"0123456789abcdef0123456789abcdef\"");
        store.Proxy.First(1, wrong, request => FaultyStore.KindOf(request) == kind);

        await store.PutAsync(files);

        (await store.CheckAsync()).ShouldBe(3);
    }
}
