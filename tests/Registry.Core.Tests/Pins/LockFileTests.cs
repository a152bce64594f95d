using System.Text;
using FsCheck.Fluent;
using Registry.Content;
using Registry.Naming;
using Registry.Pins;
using Registry.Tests.Support;

namespace Registry.Tests.Pins;

public sealed class LockFileTests : IDisposable
{
    private readonly TempFolder _folder = new("lock");

    public void Dispose() => _folder.Dispose();

    private string LockPath => _folder["models.lock.json"];

    [Fact]
    public async Task The_bytes_are_exactly_these_under_any_culture()
    {
        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "models.lock.json"));
        foreach (var culture in new[] { "", "tr-TR", "de-DE", "ar-SA", "th-TH" })
        {
            await Culture.RunAsync(culture, async () =>
            {
                File.Delete(LockPath);
                await new LockFile([Segment, Churn]).WriteAsync(LockPath, CancellationToken.None);
            });

            Encoding.UTF8.GetString(File.ReadAllBytes(LockPath)).ShouldBe(Encoding.UTF8.GetString(golden), culture);
        }
    }

    [Theory]
    [InlineData(""), InlineData("tr-TR"), InlineData("de-DE")]
    public async Task The_golden_file_is_read_under_any_culture_with_a_mark_and_with_other_line_ends(string culture)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "models.lock.json"));
        File.WriteAllText(
            LockPath, text.ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        await Culture.RunAsync(culture, async () =>
        {
            var read = (await ReadAsync()).ShouldNotBeNull();
            read.Entries.Select(entry => entry.Name.Text).ShouldBe(["churn", "path/to/dir:segment"]);
            Encoding.UTF8.GetString(read.ToBytes()).ShouldBe(text.ReplaceLineEndings("\n"));
        });
    }

    [Fact]
    public void What_is_written_reads_back_and_is_written_the_same() =>
        Generated.ForAll(
            from names in Names.Models.ListOf()
            from version in Names.Versions
            from size in Gen.Choose(0, int.MaxValue)
            from registry in Generated.OneOf(null, "../models", "https://example.org/m.git", "C:\\x \"quoted\"\u0007ä")
            from number in Generated.OneOf<long?>(null, 1, 999_999_999)
            select names.DistinctBy(name => name.Text).Select(name => Churn with
            {
                Name = name,
                Version = version,
                Registry = registry,
                Registration = new LockedTag(Events.CommitId(3), number),
                Assignment = number is null ? null : new LockedTag(Events.CommitId(4), null),
                Manifest = Manifest.Create([new ManifestFile("a/ö \"x".Replace('"', '\''), size, Digest.Of("x"u8))]),
            }).ToList(),
            entries =>
            {
                var bytes = new LockFile(entries).ToBytes();
                File.WriteAllBytes(LockPath, bytes);
                var read = ReadAsync().GetAwaiter().GetResult()!;
                read.ToBytes().ShouldBe(bytes);
                read.Entries.Select(e => e.Name.Text)
                    .ShouldBe(entries.Select(e => e.Name.Text).Order(StringComparer.Ordinal));
                new LockFile(entries.Shuffled()).ToBytes().ShouldBe(bytes);
            },
            tests: 100);

    [Fact]
    public async Task A_lock_file_that_says_the_same_already_is_not_touched()
    {
        await new LockFile([Churn]).WriteAsync(LockPath, CancellationToken.None);
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(LockPath, old);

        await new LockFile([Churn]).WriteAsync(LockPath, CancellationToken.None);

        File.GetLastWriteTimeUtc(LockPath).ShouldBe(old);
        Directory.EnumerateFiles(_folder.Path).Count().ShouldBe(1);
    }

    [Fact]
    public async Task No_lock_file_is_no_error() => (await ReadAsync()).ShouldBeNull();

    [Fact]
    public async Task A_newer_schema_is_refused_by_name()
    {
        var e = await RefuseAsync(text => text.Replace("\"schema\": 1", "\"schema\": 2", StringComparison.Ordinal));

        e.Message.ShouldContain("schema is 2");
        e.Message.ShouldContain("models.lock.json");
    }

    [Fact]
    public async Task The_marks_of_a_merge_are_told_with_their_line()
    {
        var e = await RefuseAsync(text => text.Replace(
            "      \"version\"", "<<<<<<< HEAD\n      \"version\"", StringComparison.Ordinal));

        e.Line.ShouldBe(7);
        e.File.ShouldBe(LockPath);
        e.Message.ShouldContain("line 7");
        e.Message.ShouldContain("merge");
    }

    [Theory]
    [InlineData("\"size\": 3", "\"size\": 4"), InlineData("\"size\": 3", "\"size\": -3")]
    [InlineData("\"size\": 3", "\"size\": 1e99")]
    [InlineData("\"size\": 3", "\"size\": 99999999999999999999"), InlineData("ba7816", "ba7817")]
    [InlineData("ba7816", "BA7816")]
    [InlineData("model.onnx", "other.onnx"), InlineData("\"churn\"", "\"a:b:c\"")]
    [InlineData("\"v2.1.0\"", "\"latest\"")]
    [InlineData("\"v2.1.0\"", "null"), InlineData("\"commit\": \"", "\"commit\": \"z")]
    [InlineData("\"tagObject\": \"", "\"tagObject\": \"z")]
    [InlineData("\"event\": 9", "\"event\": \"9\""), InlineData("\"files\"", "\"fils\"")]
    [InlineData("\"models\"", "\"modells\"")]
    [InlineData("\"name\": \"churn\"", "\"name\": \"path/to/dir:segment\""), InlineData("\"schema\"", "\"shema\"")]
    [InlineData("\"manifest\": \"sha256:", "\"manifest\": \"")]
    public async Task What_was_edited_by_hand_is_refused(string from, string to) =>
        (await RefuseAsync(text => text.Replace(from, to, StringComparison.Ordinal))).File.ShouldBe(LockPath);

    [Theory]
    [InlineData(""), InlineData("[]"), InlineData("null"), InlineData("{\"schema\": 1}")]
    [InlineData("{\"schema\": 1, \"models\": {}}"), InlineData("{\"schema\": 1, \"models\": [7]}")]
    [InlineData("\u0000\u0001"), InlineData("{\"schema\": 1, \"models\": [{\"name\": 7}]}")]
    [InlineData("{\"schema\": 1.5, \"models\": []}")]
    public async Task What_is_no_lock_file_is_refused(string text) => await RefuseAsync(_ => text);

    [Theory]
    [InlineData("../../etc/passwd"), InlineData("/etc/passwd"), InlineData("a\\\\b"), InlineData("nul")]
    public async Task An_unsafe_path_in_a_lock_file_is_refused(string path)
    {
        await new LockFile([Churn]).WriteAsync(LockPath, CancellationToken.None);
        File.WriteAllText(LockPath, File.ReadAllText(LockPath).Replace("model.onnx", path, StringComparison.Ordinal));

        await Refused.WithAsync(ErrorCodes.UnsafePath, ReadAsync);
    }

    [Fact]
    public async Task Files_that_add_up_to_more_than_a_number_holds_are_refused()
    {
        await new LockFile([Churn]).WriteAsync(LockPath, CancellationToken.None);
        var text = File.ReadAllText(LockPath)
            .Replace("\"size\": 3", "\"size\": 9223372036854775807", StringComparison.Ordinal);
        File.WriteAllText(LockPath, text);

        await Refused.WithAsync(ErrorCodes.Unreadable, ReadAsync);
    }

    private static LockEntry Churn { get; } = new()
    {
        Name = ModelName.Parse("churn"),
        Requested = "#prod",
        Version = SemanticVersion.Parse("2.1.0"),
        Commit = Events.CommitId(1),
        Registration = new LockedTag(Events.CommitId(2), 9),
        Assignment = new LockedTag(Events.CommitId(3), 11),
        Manifest = Manifest.Create(
            [new("model.onnx", 3, Digest.Of("abc"u8)), new("tokenizer/ü v.txt", 3, Digest.Of("abd"u8))]),
    };

    private static LockEntry Segment { get; } = Churn with
    {
        Name = ModelName.Parse("path/to/dir:segment"),
        Requested = "[1.2,2.0)",
        Registry = "https://git.example.com/team/models.git",
        Registration = new LockedTag(Events.CommitId(4), null),
        Assignment = null,
    };

    private Task<LockFile?> ReadAsync() => LockFileReader.ReadAsync(LockPath, CancellationToken.None);

    private async Task<RegistryException> RefuseAsync(Func<string, string> edit)
    {
        await new LockFile([Churn, Segment]).WriteAsync(LockPath, CancellationToken.None);
        var text = File.ReadAllText(LockPath);
        edit(text).ShouldNotBe(text);
        File.WriteAllText(LockPath, edit(text));
        return await Refused.WithAsync(ErrorCodes.Unreadable, ReadAsync);
    }
}
