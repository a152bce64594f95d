namespace Registry.Tests.Operations.Upkeep;

public sealed class ModelCheckTests
{
    [Fact]
    public async Task Bytes_are_read_from_the_store_whatever_the_cache_has()
    {
        using var upkeep = new Support.Upkeep("model-cache");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.SaveAsync("1.0.0");
        (await upkeep.CheckModelAsync()).Whole.ShouldBeTrue();

        upkeep.Rot("one");

        var check = await upkeep.CheckModelAsync();
        check.Whole.ShouldBeFalse();
        var finding = check.Findings.ShouldHaveSingleItem();
        (finding.Problem, finding.File, finding.Severity).ShouldBe(
            (StoreProblem.Damaged, "weights.bin", FindingSeverity.Error));
    }

    [Fact]
    public async Task Quick_sees_what_is_gone_or_short_and_reads_nothing()
    {
        using var upkeep = new Support.Upkeep("model-quick");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Rot("one");
        (await upkeep.CheckModelAsync(r => r with { Quick = true })).Whole.ShouldBeTrue();
        (await upkeep.CheckModelAsync()).Whole.ShouldBeFalse();

        await File.WriteAllTextAsync(upkeep.BlobOf("one"), "longer");
        var longer = await upkeep.CheckModelAsync(r => r with { Quick = true });
        File.Delete(upkeep.BlobOf("one"));
        var gone = await upkeep.CheckModelAsync(r => r with { Quick = true });

        (longer.Whole, longer.Findings.Single().Problem).ShouldBe((false, StoreProblem.Damaged));
        (gone.Whole, gone.Findings.Single().Problem).ShouldBe((false, StoreProblem.Missing));
    }

    [Theory]
    [InlineData(null, null, "v1.1.0 v1.0.0"), InlineData("1.0.0", null, "v1.0.0"), InlineData("latest", null, "v1.1.0")]
    [InlineData(null, "prod", "v1.0.0"), InlineData("[1.0,2.0)", null, "v1.1.0 v1.0.0"), InlineData("1.2.0", null, "v1.2.0")]
    public async Task Active_versions_are_looked_at_unless_one_is_named(string? version, string? stage, string expected)
    {
        using var upkeep = new Support.Upkeep("model-versions");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        await upkeep.Sandbox.RegisterAsync("three", "1.2.0");
        await upkeep.Sandbox.AssignAsync("1.0.0", "prod");
        var registry = await upkeep.Sandbox.OpenAsync();
        await registry.UnregisterAsync(new UnregisterRequest { Name = "churn", Version = "1.2.0" });

        // A lock may hold on to a deregistered one: its number reaches it.
        if (version == "1.2.0")
        {
            await Support.Refused.WithAsync(
                ErrorCodes.NotFound, () => upkeep.CheckModelAsync(r => r with { Version = "1.3.0" }));
        }

        var check = await upkeep.CheckModelAsync(r => r with { Version = version, Stage = stage });

        string.Join(' ', check.Versions).ShouldBe(expected);
        check.Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task One_store_that_has_it_whole_is_enough_and_the_other_is_named()
    {
        using var upkeep = new Support.Upkeep("model-two-stores", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Mirror("store", "mirror");
        upkeep.Rot("one");

        var check = await upkeep.CheckModelAsync();

        check.Whole.ShouldBeTrue();
        var finding = check.Findings.ShouldHaveSingleItem();
        (finding.Store, finding.Severity, finding.Problem).ShouldBe(
            (upkeep.Url("store"), FindingSeverity.Warning, StoreProblem.Damaged));
        finding.Message.ShouldContain(upkeep.Url("mirror"));

        File.Delete(upkeep.BlobOf("one", "mirror"));
        (await upkeep.CheckModelAsync()).Whole.ShouldBeFalse();
    }

    [Fact]
    public async Task A_store_that_is_gone_is_a_warning_as_long_as_another_has_it_all()
    {
        using var upkeep = new Support.Upkeep("model-gone", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Mirror("store", "mirror");
        Directory.Delete(upkeep.Sandbox.Folder["store"], recursive: true);

        var check = await upkeep.CheckModelAsync();

        check.Whole.ShouldBeTrue();
        check.Findings.ShouldHaveSingleItem().Problem.ShouldBe(StoreProblem.Unreachable);
        Directory.Delete(upkeep.Sandbox.Folder["mirror"], recursive: true);
        await Support.Refused.WithAsync(ErrorCodes.StoreUnavailable, () => upkeep.CheckModelAsync());
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_refused()
    {
        using var upkeep = new Support.Upkeep("model-none");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");

        var e = await Support.Refused.WithAsync(
            ErrorCodes.NotFound, () => upkeep.CheckModelAsync(r => r with { Name = "chrun" }));
        e.Message.ShouldContain("churn");
    }

    [Fact]
    public async Task A_large_file_is_read_part_by_part()
    {
        using var upkeep = new Support.Upkeep("model-large");
        upkeep.Sandbox.Folder.Write("model/large.bin", Support.Bytes.Random(20_000_001, 5));
        var version = await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        (await upkeep.CheckModelAsync()).Whole.ShouldBeTrue();

        var large = Directory.EnumerateFiles(upkeep.Sandbox.Folder["store/blobs"], "*", SearchOption.AllDirectories)
            .Single(file => new FileInfo(file).Length == 20_000_001);
        var bytes = await File.ReadAllBytesAsync(large);
        bytes[^1] ^= 1;
        File.Delete(large);
        await File.WriteAllBytesAsync(large, bytes);

        (await upkeep.CheckModelAsync()).Findings.ShouldHaveSingleItem().File.ShouldBe("large.bin");
        version.Files.ShouldBe(2);
    }
}
