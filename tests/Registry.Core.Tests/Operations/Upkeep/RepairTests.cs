namespace Registry.Tests.Operations.Upkeep;

public sealed class RepairTests
{
    [Fact]
    public async Task What_is_missing_and_damaged_is_brought_from_another_store()
    {
        using var upkeep = new Support.Upkeep("repair");
        var version = await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        upkeep.Mirror("store", "copy");
        upkeep.Rot("one");
        File.Delete(upkeep.BlobOf("two"));
        File.Delete(upkeep.BlobOf(Support.Upkeep.ManifestOf(version)));

        var mended = await upkeep.RepairAsync(new StoreRepairRequest { From = upkeep.Sandbox.Folder["copy"] });

        mended.Count.ShouldBe(3);
        mended.ShouldAllBe(blob => blob.Mended && blob.Message == null && blob.From == upkeep.Url("copy"));
        mended.Count(blob => blob.Problem == StoreProblem.Damaged).ShouldBe(1);
        Support.Bytes.Tree(upkeep.Sandbox.Folder["store/blobs"])
            .ShouldBe(Support.Bytes.Tree(upkeep.Sandbox.Folder["copy/blobs"]));
        (await upkeep.CheckAsync()).Single().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_blob_stays_where_no_good_one_is_to_be_had()
    {
        using var upkeep = new Support.Upkeep("repair-no-better");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        upkeep.Mirror("store", "copy");
        upkeep.Rot("one");
        upkeep.Rot("one", "copy");
        var bad = await File.ReadAllBytesAsync(upkeep.BlobOf("one"));
        File.Delete(upkeep.BlobOf("two"));
        File.Delete(upkeep.BlobOf("two", "copy"));

        var tried = await upkeep.RepairAsync(new StoreRepairRequest { From = upkeep.Sandbox.Folder["copy"] });

        tried.Count.ShouldBe(2);
        tried.ShouldAllBe(blob => !blob.Mended && blob.Message != null);
        (await File.ReadAllBytesAsync(upkeep.BlobOf("one"))).ShouldBe(bad);
    }

    [Fact]
    public async Task Stores_of_one_registry_mend_each_other()
    {
        using var upkeep = new Support.Upkeep("repair-each-other", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        upkeep.Mirror("store", "mirror");
        upkeep.Rot("one");
        upkeep.Rot("two", "mirror");

        (await upkeep.RepairAsync()).Select(blob => (blob.Store, blob.Mended)).ShouldBe(
            [(upkeep.Url("store"), true), (upkeep.Url("mirror"), true)]);

        (await upkeep.CheckAsync()).SelectMany(report => report.Findings).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_preview_names_what_would_be_mended_and_writes_nothing()
    {
        using var upkeep = new Support.Upkeep("repair-preview", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Mirror("store", "mirror");
        upkeep.Rot("one");
        var before = Support.Bytes.Tree(upkeep.Sandbox.Folder["store"]);

        var preview = await (await upkeep.Sandbox.OpenAsync()).PreviewRepairAsync(new StoreRepairRequest());

        (preview.Single().File, preview.Single().Mended).ShouldBe(("weights.bin", false));
        Support.Bytes.Tree(upkeep.Sandbox.Folder["store"]).ShouldBe(before);
    }

    [Fact]
    public async Task A_store_is_not_mended_from_itself()
    {
        using var upkeep = new Support.Upkeep("repair-itself");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");

        await Support.Refused.WithAsync(ErrorCodes.Malformed, () => upkeep.RepairAsync());
        await Support.Refused.WithAsync(
            ErrorCodes.Malformed, () => upkeep.RepairAsync(new StoreRepairRequest { From = "0" }));
    }
}
