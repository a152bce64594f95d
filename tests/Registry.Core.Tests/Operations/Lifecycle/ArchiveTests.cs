using Registry.Tests.Support;

namespace Registry.Tests.Operations.Lifecycle;

/// <summary>Assigning a stage so that nothing is in force beneath the new holder.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly Sandbox _sandbox = new("archive");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Whoever_is_displaced_does_not_come_back()
    {
        await AssignAsync("1.0.0", "2.0.0");
        await _sandbox.RegisterAsync("more", "3.0.0");

        var change = await ArchivingAsync("3.0.0");
        var tag = change.Tag;

        (change.From, change.To, tag).ShouldBe(("v2.0.0", "v3.0.0", "churn#prod#8"));
        change.Removed.ShouldBe(["v2.0.0", "v1.0.0"]);
        _sandbox.Git.Tags().ShouldContain("churn#prod!#6");
        _sandbox.TextOf("churn#prod#8").ShouldContain("\nModel-Group: 6\n");
        (await _sandbox.UnassignAsync("prod", "3.0.0")).To.ShouldBeNull();
    }

    [Fact]
    public async Task Where_archived_is_declared_the_displaced_go_there()
    {
        Declare("stages: [prod, archived]\n");
        await AssignAsync("1.0.0", "2.0.0");

        await ArchivingAsync("2.0.0");

        (await _sandbox.ModelAsync()).Stages
            .ShouldBe(new Dictionary<string, string> { ["archived"] = "v1.0.0", ["prod"] = "v2.0.0" });
        _sandbox.Git.Tags().Order(StringComparer.Ordinal).Where(tag => tag.Contains('#')).ShouldBe(
            ["churn#archived#6", "churn#prod!#5", "churn#prod#3", "churn#prod#4", "churn#prod#7"]);
        (await _sandbox.VersionAsync("1.0.0")).Stages.ShouldBe(["archived"]);
    }

    [Fact]
    public async Task Stages_that_gto_declares_count_as_well()
    {
        File.WriteAllText(Path.Combine(_sandbox.Git.Path, ".gto"), "stages: [prod, archived]\n");
        await AssignAsync("1.0.0", "2.0.0");

        await ArchivingAsync("2.0.0");

        (await _sandbox.HolderAsync("archived")).ShouldBe("v1.0.0");
        await Refused.WithAsync(ErrorCodes.StageNotDeclared, () => _sandbox.AssignAsync("1.0.0", "dev"));
    }

    [Fact]
    public async Task With_nobody_beneath_the_present_holder_nothing_is_written()
    {
        await AssignAsync("1.0.0");
        var tags = _sandbox.Git.Tags();

        (await ArchivingAsync("1.0.0")).Event.ShouldBeNull();

        _sandbox.Git.Tags().ShouldBe(tags);
    }

    [Fact]
    public async Task It_is_undone_and_repeated_as_one()
    {
        Declare("stages: [prod, archived]\n");
        await AssignAsync("1.0.0", "2.0.0");
        await _sandbox.RegisterAsync("more", "3.0.0");
        await ArchivingAsync("3.0.0");
        (await _sandbox.VersionAsync("2.0.0")).Stages.ShouldBe(["archived"]);

        var undone = await _sandbox.UndoAsync("prod");

        (undone.From, undone.To).ShouldBe(("v3.0.0", "v2.0.0"));
        undone.Tag.ShouldStartWith("churn#prod#");
        (await _sandbox.ModelAsync()).Stages.ShouldBe(new Dictionary<string, string> { ["prod"] = "v2.0.0" });

        (await _sandbox.RedoAsync("prod")).To.ShouldBe("v3.0.0");
        (await _sandbox.VersionAsync("2.0.0")).Stages.ShouldBe(["archived"]);
        (await _sandbox.UndoAsync("prod", r => r with { Steps = 2 })).To.ShouldBe("v1.0.0");
        (await _sandbox.HolderAsync("archived")).ShouldBeNull();
    }

    [Fact]
    public async Task An_undo_of_the_archive_leaves_the_stage_alone()
    {
        Declare("stages: [prod, archived]\n");
        await AssignAsync("1.0.0", "2.0.0");
        await ArchivingAsync("2.0.0");

        (await _sandbox.UndoAsync("archived")).To.ShouldBeNull();

        (await _sandbox.HolderAsync("prod")).ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task A_preview_tells_who_would_be_displaced()
    {
        await AssignAsync("1.0.0", "2.0.0");
        await _sandbox.RegisterAsync("more", "3.0.0");

        var preview = await (await _sandbox.OpenAsync()).PreviewAssignAsync(
            new AssignRequest { Name = "churn", Version = "3.0.0", Stage = "prod", ArchivePrevious = true });

        preview.Removed.ShouldBe(["v2.0.0", "v1.0.0"]);
        _sandbox.Git.Tags().Count.ShouldBe(5);
    }

    private void Declare(string stages) =>
        File.AppendAllText(Path.Combine(_sandbox.Git.Path, "registry.yaml"), stages);

    private Task<StageChange> ArchivingAsync(string version) =>
        _sandbox.AssignAsync(version, "prod", r => r with { ArchivePrevious = true });

    private async Task AssignAsync(params string[] versions)
    {
        await _sandbox.RegisterManyAsync(versions.Length);
        foreach (var version in versions)
        {
            await _sandbox.AssignAsync(version, "prod");
        }
    }
}
