namespace Registry.Tests.Operations.Upkeep;

/// <summary>A registry with several stores is read as long as one of them has each blob whole.</summary>
public sealed class FailoverTests
{
    [Theory]
    [InlineData("gone", "MLR1201"), InlineData("missing", "MLR1202"), InlineData("damaged", "MLR1403")]
    public async Task What_the_first_store_does_not_give_the_second_does_and_that_is_told(string what, string code)
    {
        using var upkeep = new Support.Upkeep($"failover-{what}", "store", "mirror");

        // Of its own: what another test has in the cache would not be read from a store.
        var text = Guid.NewGuid().ToString();
        await upkeep.Sandbox.RegisterAsync(text, "1.0.0");
        upkeep.Mirror("store", "mirror");
        Harm(upkeep, what, text, "store");
        var recorder = new Support.Recorder();

        var saved = await SaveAsync(upkeep, recorder);

        (await File.ReadAllTextAsync(saved)).ShouldBe(text);
        var warning = recorder.Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldNotBeNull().Id.ShouldBe(code);
        warning.Text.ShouldContain(upkeep.Url("store"));
        warning.Text.ShouldEndWith($"The store '{upkeep.Url("mirror")}' was read in its place.");
    }

    [Fact]
    public async Task The_first_store_that_has_it_whole_is_read_and_nothing_is_said()
    {
        using var upkeep = new Support.Upkeep("failover-order", "store", "mirror", "third");
        var text = Guid.NewGuid().ToString();
        await upkeep.Sandbox.RegisterAsync(text, "1.0.0");
        upkeep.Mirror("store", "mirror");
        upkeep.Mirror("store", "third");
        upkeep.Rot(text, "mirror");
        var recorder = new Support.Recorder();

        (await File.ReadAllTextAsync(await SaveAsync(upkeep, recorder))).ShouldBe(text);

        recorder.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_third_is_read_where_the_first_is_damaged_and_the_second_gone()
    {
        using var upkeep = new Support.Upkeep("failover-third", "store", "mirror", "third");
        var text = Guid.NewGuid().ToString();
        await upkeep.Sandbox.RegisterAsync(text, "1.0.0");
        upkeep.Mirror("store", "third");
        upkeep.Rot(text);
        var recorder = new Support.Recorder();

        (await File.ReadAllTextAsync(await SaveAsync(upkeep, recorder))).ShouldBe(text);

        recorder.Warnings.Select(warning => warning.Code?.Id).ShouldBe(["MLR1403", "MLR1201"]);
        recorder.Warnings.ShouldAllBe(warning => warning.Text.Contains(upkeep.Url("third"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_no_store_has_it_whole_the_damage_is_the_error()
    {
        using var upkeep = new Support.Upkeep("failover-none", "store", "mirror");
        var text = Guid.NewGuid().ToString();
        await upkeep.Sandbox.RegisterAsync(text, "1.0.0");
        upkeep.Mirror("store", "mirror");
        upkeep.Rot(text);
        Harm(upkeep, "missing", text, "mirror");

        await Support.Refused.WithAsync(ErrorCodes.Mismatch, () => SaveAsync(upkeep, new Support.Recorder()));

        Directory.Exists(upkeep.Sandbox.Folder["out"]).ShouldBeFalse();
    }

    private static void Harm(Support.Upkeep upkeep, string what, string text, string store)
    {
        switch (what)
        {
            case "gone": Directory.Delete(upkeep.Sandbox.Folder[store], recursive: true); break;
            case "missing": File.Delete(upkeep.BlobOf(text, store)); break;
            default: upkeep.Rot(text, store); break;
        }
    }

    private static async Task<string> SaveAsync(Support.Upkeep upkeep, IProgressSink sink)
    {
        var request = new SaveRequest { Name = "churn", Version = "1.0.0", Destination = upkeep.Sandbox.Folder["out"] };
        return (await (await upkeep.Sandbox.OpenAsync()).SaveAsync(request, sink)).ShouldHaveSingleItem().FullPath;
    }
}
