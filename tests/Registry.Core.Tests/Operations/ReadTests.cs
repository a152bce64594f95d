using Registry.Tests.Support;

namespace Registry.Tests.Operations;

public sealed class ReadTests : IDisposable
{
    private readonly Sandbox _sandbox = new("read");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Models_are_listed_in_order_with_what_they_are_now()
    {
        await _sandbox.RegisterAsync("z", with: r => r with { Name = "zeta" });
        await _sandbox.RegisterAsync("a", "1.0.0-rc.1", r => r with { Name = "alpha" });
        await _sandbox.RegisterAsync(
            "a", "0.9.0", r => r with { Name = "alpha", Stage = "prod", Description = "Old." });
        await _sandbox.RegisterAsync("d", with: r => r with { Name = "dir:alpha" });

        var models = await (await _sandbox.OpenAsync()).GetModelsAsync();

        models.Select(m => (m.Name, m.Latest, m.Versions))
            .ShouldBe([("alpha", "v0.9.0", 2), ("dir:alpha", "v0.0.1", 1), ("zeta", "v0.0.1", 1)]);
        models[0].Stages.ShouldBe(new Dictionary<string, string> { ["prod"] = "v0.9.0" });
        models[0].Description.ShouldBe("Old.");
        models.ShouldAllBe(m => m.Registry == _sandbox.Git.Path);
    }

    [Theory]
    [InlineData(null, null, false, "v2.0.0-rc.1 v1.1.0 v1.0.0")]
    [InlineData(null, null, true, "v2.0.0-rc.1 v1.2.0 v1.1.0 v1.0.0")]
    [InlineData("latest", null, false, "v1.1.0"), InlineData("1.*", null, false, "v1.1.0 v1.0.0")]
    [InlineData("1.*", null, true, "v1.2.0 v1.1.0 v1.0.0")]
    [InlineData("1.0.0", null, false, "v1.0.0"), InlineData(null, "prod", false, "v1.0.0")]
    [InlineData("1.1.0", "prod", false, "v1.1.0")]
    [InlineData("1.2.0", null, true, "v1.2.0"), InlineData("9.*", null, false, "")]
    public async Task Versions_are_asked_for_by_pin_and_stage(string? version, string? stage, bool all, string expected)
    {
        await RegisterFourAsync();

        var found = await (await _sandbox.OpenAsync())
            .GetVersionsAsync("churn", new VersionQuery { Version = version, Stage = stage, All = all }).ToListAsync();

        string.Join(' ', found.Select(v => v.Version)).ShouldBe(expected);
        found.Where(v => v.Version == "v1.2.0").ShouldAllBe(v => !v.Active);
    }

    [Theory]
    [InlineData("churn", "v1.1.0", "churn@v1.1.0"), InlineData("churn@latest", "v1.1.0", "churn@v1.1.0")]
    [InlineData("churn#prod", "v1.0.0", "churn#prod#5")]
    [InlineData("refs/tags/churn@v1.2.0", "v1.2.0", "churn@v1.2.0")]
    [InlineData("churn@v1.2.0!#6", "v1.2.0", "churn@v1.2.0!#6")]
    [InlineData("churn#prod#5", "v1.0.0", "churn#prod#5"), InlineData("churn#prod#005", "v1.0.0", "churn#prod#5")]
    [InlineData("churn@[1.0,1.1)", "v1.0.0", "churn@v1.0.0")]
    public async Task A_reference_resolves_to_a_version_and_its_event(string reference, string version, string tag)
    {
        await RegisterFourAsync();
        var registry = await _sandbox.OpenAsync();

        (await registry.ResolveAsync(reference)).Version.ShouldBe(version);
        var e = await registry.ResolveEventAsync(reference);
        (e.Tag, e.Version).ShouldBe((tag, version));
        e.TagObject.ShouldBe(_sandbox.Git.Git("rev-parse", "refs/tags/" + tag));
    }

    [Fact]
    public async Task Only_the_files_that_match_are_saved()
    {
        foreach (var file in new[] { "model.onnx", "deep/vocab.txt", "deep/er/notes.md" })
        {
            _sandbox.Folder.Write("model/" + file, file);
        }

        await _sandbox.RegisterAsync("w");
        var request = new SaveRequest { Name = "churn", Destination = _sandbox.Folder["out"] };

        (await _sandbox.SaveAsync(request with { Include = ["deep/**"], Exclude = ["**/*.md"] }))
            .Select(f => f.RelativePath).ShouldBe(["deep/vocab.txt"]);
        (await _sandbox.SaveAsync(request with { Include = ["*.onnx"] })).Select(f => f.RelativePath)
            .ShouldBe(["model.onnx"]);
        (await _sandbox.SaveAsync(request with { Exclude = ["deep/**"] })).Select(f => f.RelativePath)
            .ShouldBe(["model.onnx", "weights.bin"]);
        await Refused.WithAsync(ErrorCodes.NotFound, () => _sandbox.SaveAsync(request with { Include = ["*.ONNX"] }));

        Bytes.Tree(_sandbox.Folder["out"]).Keys.ShouldBe(["deep/vocab.txt", "model.onnx", "weights.bin"]);
    }

    [Fact]
    public async Task A_deprecated_model_is_saved_by_exact_version_with_a_warning_alone()
    {
        await _sandbox.RegisterAsync("one", "1.0.0");
        _sandbox.Tag("churn@deprecated#2", "HEAD", 3);
        var (recorder, registry) = (new Recorder(), await _sandbox.OpenAsync());
        var request = new SaveRequest { Name = "churn", Version = "1.0.0", Destination = _sandbox.Folder["out"] };

        await registry.SaveAsync(request, recorder);
        await Refused.WithAsync(ErrorCodes.NotFound, () => registry.SaveAsync(request with { Version = null }));

        recorder.Warnings.Single().Code.ShouldBe(ErrorCodes.Withdrawn);
    }

    [Fact]
    public async Task Progress_ends_at_all_bytes_and_all_files()
    {
        _sandbox.Folder.Write("model/more.bin", Bytes.Random(3_000_000, 1));
        var (registering, saving) = (new Recorder(), new Recorder());
        var registry = await _sandbox.OpenAsync();
        await registry.RegisterAsync(new RegisterRequest { Name = "churn", Path = _sandbox.Model("x") }, registering);

        await registry.SaveAsync(new SaveRequest { Name = "churn", Destination = _sandbox.Folder["out"] }, saving);

        (registering.Last.Bytes, registering.Last.TotalBytes, registering.Last.Files, registering.Last.TotalFiles)
            .ShouldBe((3_000_001L, 3_000_001L, 2, 2));
        (saving.Last.TotalBytes, saving.Last.Files, saving.Last.TotalFiles).ShouldBe((3_000_001L, 2, 2));
    }

    private async Task RegisterFourAsync()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1" })
        {
            await _sandbox.RegisterAsync(version, version);
        }

        await _sandbox.AssignAsync("1.0.0", "prod");
        _sandbox.Tag("churn@v1.2.0!#6", _sandbox.CommitOf("churn@v1.2.0"), 20);
    }
}
