using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Audit;

/// <summary>
/// Versions whose bytes are gone from the store, and lock files whose tags are gone from the history.
/// </summary>
public sealed class BlobAuditTests
{
    [Theory]
    [InlineData("manifest"), InlineData("record"), InlineData("file")]
    public async Task A_version_without_its_bytes_is_found(string what)
    {
        using var sandbox = new Sandbox($"blob-{what}");
        var version = await sandbox.RegisterAsync("one", "1.0.0");
        var metrics = new Dictionary<string, double> { ["auc"] = 0.9 };
        await sandbox.RegisterAsync("two", "1.1.0", r => r with { Metrics = metrics });
        File.Delete(BlobOf(sandbox, what, version));

        var finding = await TagAuditTests.SingleAsync(sandbox, RegistryProblem.BlobMissing, "churn@v1.0.0");

        finding.Code.ShouldBe("MLR1202");
        finding.Message.ShouldContain(what);
    }

    [Fact]
    public async Task Deregistered_versions_keep_their_bytes_and_erased_ones_do_not()
    {
        using var sandbox = new Sandbox();
        var version = await sandbox.RegisterAsync("one", "1.0.0");
        var commit = sandbox.CommitOf("churn@v1.0.0");
        File.Delete(BlobOf(sandbox, "file", version));
        sandbox.Tag("churn@v1.0.0!#2", commit, 5);
        await TagAuditTests.SingleAsync(sandbox, RegistryProblem.BlobMissing, "churn@v1.0.0");

        sandbox.Tag("churn+erased#3", commit, 6, "Erased\n\nModel-Version: v1.0.0\n");

        (await Support.Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_that_cannot_be_the_one_is_found_by_its_length()
    {
        using var sandbox = new Sandbox();
        var version = await sandbox.RegisterAsync("one", "1.0.0");
        var blob = BlobOf(sandbox, "file", version);
        File.Delete(blob);
        await File.WriteAllTextAsync(blob, "longer than one");

        var finding = await TagAuditTests.SingleAsync(sandbox, RegistryProblem.BlobDamaged, "churn@v1.0.0");
        finding.Code.ShouldBe("MLR1403");
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_one_finding()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.RegisterAsync("two", "1.1.0");
        Directory.Delete(sandbox.Folder["store"], recursive: true);

        (await TagAuditTests.SingleAsync(sandbox, RegistryProblem.StoreUnreachable, null)).Code.ShouldBe("MLR1201");
    }

    [Fact]
    public async Task Without_a_store_the_bytes_are_passed_over_with_a_note()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await File.WriteAllTextAsync(Path.Combine(sandbox.Git.Path, "registry.yaml"), "schema: 1\n");
        var recorder = new Recorder();

        (await Support.Audit.OfAsync(sandbox.Git.Path, null, recorder)).ShouldBeEmpty();

        recorder.Warnings.ShouldHaveSingleItem().Text.ShouldContain("No store");
    }

    [Fact]
    public async Task A_history_that_was_rewound_whole_is_found_by_a_lock_file()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.RegisterAsync("two", "1.1.0");
        await sandbox.AssignAsync("1.1.0", "prod");
        var request = new AuditRequest { LockFiles = [await LockAsync(sandbox)] };
        (await Support.Audit.OfAsync(sandbox.Git.Path, request)).ShouldBeEmpty();
        sandbox.Git.Git("tag", "-d", "churn@v1.1.0", "churn#prod#3");
        sandbox.Git.Git("update-ref", "refs/registry/churn@chain", "refs/registry/churn@chain~2");

        (await Support.Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
        var found = await Support.Audit.OfAsync(sandbox.Git.Path, request);

        found.Select(f => (f.Code, f.Problem, f.Name)).ShouldBe(
        [
            ("MLR3007", RegistryProblem.LockedTagGone, "churn"), ("MLR3007", RegistryProblem.LockedTagGone, "churn"),
        ]);
        found[0].Message.ShouldContain("'churn@v1.1.0'");
        found[1].Message.ShouldContain("'churn#prod'");
    }

    [Fact]
    public async Task What_is_deleted_but_in_the_chain_is_told_once_with_a_lock_file_too()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        await sandbox.AssignAsync("1.0.0", "prod");
        var request = new AuditRequest { LockFiles = [await LockAsync(sandbox)] };
        sandbox.Git.Git("tag", "-d", "churn#prod#2");

        await TagAuditTests.SingleAsync(sandbox, RegistryProblem.TagDeleted, "churn#prod#2", request);
    }

    [Fact]
    public async Task A_lock_file_that_is_not_there_is_refused()
    {
        using var sandbox = new Sandbox();
        var request = new AuditRequest { LockFiles = [sandbox.Folder["models.lock.json"]] };

        await Refused.WithAsync(ErrorCodes.NotFound, () => Support.Audit.OfAsync(sandbox.Git.Path, request));
    }

    /// <summary>What a project locked that pins the stage.</summary>
    private static async Task<string> LockAsync(Sandbox sandbox)
    {
        var file = sandbox.Folder["project/models.lock.json"];
        await ModelRegistry.RestoreAsync(new RestoreRequest
        {
            Pins = [new ModelPin { Name = "churn", Stage = "prod" }],
            LockFile = file,
            Destination = sandbox.Folder["project/models"],
            Registry = sandbox.Git.Path,
            BaseDirectory = sandbox.Folder.CreateFolder("project"),
        });
        return file;
    }

    private static string BlobOf(Sandbox sandbox, string what, ModelVersion version)
    {
        const string record = "Model-Record: ";
        var text = sandbox.TextOf(version.Tag).Split('\n');
        var digest = what switch
        {
            "manifest" => Digest.TryParse(version.Manifest),
            "record" => Digest.TryParse(
                text.Single(line => line.StartsWith(record, StringComparison.Ordinal))[record.Length..]),
            _ => Digest.Of("one"u8),
        };
        return new BlobLayout(sandbox.Folder["store"]).BlobOf(digest.ShouldNotBeNull());
    }
}
