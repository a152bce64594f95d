using System.Text;
using FsCheck.Fluent;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Indexing;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Indexing;

public sealed class LedgerIndexTests
{
    [Fact]
    public async Task State_read_with_the_index_is_the_state_without_whatever_becomes_of_the_tags()
    {
        var given = Environment.GetEnvironmentVariable("REGISTRY_TEST_SEED");
        var seed = given is null ? Random.Shared.Next() : int.Parse(given, System.Globalization.CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"REGISTRY_TEST_SEED={seed}");
        var random = new Random(seed);
        using var ledger = new LedgerFolder("index-property");
        for (var step = 0; step < 25; step++)
        {
            Change(ledger, random);

            var expected = await ledger.ReadWithoutIndexAsync();
            (await ledger.ReadStreamAsync(all: false)).ShouldBe(expected, $"step {step} of seed {seed}, asked for one by one");
            (await ledger.ReadStreamAsync(all: true)).ShouldBe(expected, $"step {step} of seed {seed}, one by one");
            (await ledger.ReadAsync()).ShouldBe(expected, $"step {step} of seed {seed}, written");
            (await ledger.ReadAsync()).ShouldBe(expected, $"step {step} of seed {seed}, read back");
            (await ledger.ReadEachAsync()).ShouldBe(expected, $"step {step} of seed {seed}, each model");
        }
    }

    [Fact]
    public async Task What_the_index_knows_is_not_asked_of_git()
    {
        using var ledger = new LedgerFolder("index-used");
        var id = ledger.Git.Git("rev-parse", "refs/tags/model-000@v1.0.0");
        var text = ledger.Git.Git("cat-file", "tag", id).Replace("Ann Author", "Iris Index", StringComparison.Ordinal);
        Directory.CreateDirectory(ledger.IndexFolder);

        IndexSegmentWriter.Write(ledger.IndexFolder, [(new ObjectId(id), Encoding.UTF8.GetBytes(text + "\n"))]);

        (await ledger.ReadAsync()).ShouldContain("Iris Index");
        (await ledger.ReadEachAsync()).ShouldContain("Iris Index");
    }

    [Fact]
    public async Task Tags_that_do_not_count_are_remembered_too()
    {
        using var ledger = new LedgerFolder("index-others");
        ledger.Git.Git("tag", "model-000@v7.0.0", "main");
        await ledger.ReadAsync();

        using var index = LedgerIndex.Open(ledger.Repository.GitDirectory, whole: true);
        var refs = await ledger.Repository.ListRefsAsync(["refs/tags/"], default);
        var texts = index.Find(refs, _ => true);

        texts.ShouldAllBe(text => text.Segment != null);
        texts[refs.ToList().FindIndex(r => r.Name == "refs/tags/model-000@v7.0.0")].Text!.Value.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_tag_from_the_future_counts_once_its_day_has_come()
    {
        using var ledger = new LedgerFolder("index-clock");
        var soon = DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeSeconds();
        Command.Run(
            ledger.Git.Path, new Dictionary<string, string?> { ["GIT_COMMITTER_DATE"] = $"{soon} +0000" },
            "git", "tag", "-a", "model-000@v8.0.0", "-m", "Early", "main").Succeeded();
        (await ledger.ReadAsync()).ShouldNotContain("model-000@v8.0.0");

        var later = new LaterClock(TimeSpan.FromDays(3));
        var states = await new LedgerReader(ledger.Repository, later).ReadAllAsync(default);

        states.SelectMany(state => state.Events).ShouldContain(e => e.Tag == "model-000@v8.0.0");
    }

    [Fact]
    public async Task Damage_anywhere_in_the_index_never_changes_what_is_read()
    {
        using var ledger = new LedgerFolder("index-damage");
        ledger.Add(60);
        var expected = await ledger.ReadAsync();
        var file = ledger.IndexFiles.ShouldHaveSingleItem();
        var sound = File.ReadAllBytes(file);

        Generated.ForAll(
            from at in Gen.Frequency((1, Gen.Choose(0, IndexHeader.Size - 1)), (3, Gen.Choose(0, sound.Length - 1)))
            from bit in Gen.Choose(0, 7)
            from cut in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (At: at, Bit: bit, Cut: cut),
            damage =>
            {
                var bytes = damage.Cut ? sound[..damage.At] : [.. sound];
                if (!damage.Cut)
                {
                    bytes[damage.At] ^= (byte)(1 << damage.Bit);
                }

                foreach (var other in ledger.IndexFiles)
                {
                    File.Delete(other);
                }

                File.WriteAllBytes(file, bytes);
                ledger.ReadEachAsync().GetAwaiter().GetResult().ShouldBe(expected);
                ledger.ReadAsync().GetAwaiter().GetResult().ShouldBe(expected);
                File.Delete(file);
            },
            tests: 40);
    }

    [Fact]
    public async Task An_index_that_is_deleted_is_made_again()
    {
        using var ledger = new LedgerFolder("index-deleted");
        var expected = await ledger.ReadAsync();
        Directory.Delete(ledger.IndexFolder, recursive: true);

        (await ledger.ReadAsync()).ShouldBe(expected);

        ledger.IndexFiles.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_no_index_can_be_written_reading_works_all_the_same()
    {
        using var ledger = new LedgerFolder("index-read-only");
        var expected = await ledger.ReadWithoutIndexAsync();
        File.WriteAllText(Path.GetDirectoryName(ledger.IndexFolder)!, "A file where the folder should be.");

        (await ledger.ReadAsync()).ShouldBe(expected);
        (await ledger.ReadEachAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task However_tags_come_and_go_the_index_stays_a_few_files_of_what_is_there()
    {
        using var ledger = new LedgerFolder("index-growth");
        for (var i = 0; i < 20; i++)
        {
            ledger.Add(10);
            await ledger.ReadAsync();
        }

        ledger.IndexFiles.Length.ShouldBeLessThanOrEqualTo(4);
        var full = ledger.IndexFiles.Sum(file => new FileInfo(file).Length);
        var others = ledger.Git.Tags().Where(tag => !tag.StartsWith("model-000", StringComparison.Ordinal));
        ledger.Git.Git(["tag", "-d", .. others]);
        ledger.Add(4);
        await ledger.ReadAsync();

        ledger.IndexFiles.Sum(file => new FileInfo(file).Length).ShouldBeLessThan(full / 2);
    }

    [Fact]
    public async Task A_few_new_tags_are_not_worth_writing()
    {
        using var ledger = new LedgerFolder("index-few");

        await new LedgerReader(ledger.Repository, TimeProvider.System).ReadAllAsync(default);

        ledger.IndexFiles.ShouldBeEmpty();
    }

    /// <summary>Adds, moves, deletes, packs, or puts something in the way.</summary>
    private static void Change(LedgerFolder ledger, Random random)
    {
        var tags = ledger.Git.Tags();
        string Any() => tags[random.Next(tags.Count)];
        switch (random.Next(8))
        {
            case 0 or 1 or 2: ledger.Add(random.Next(1, 20)); break;
            case 3: ledger.Git.Git("tag", "-d", Any()); break;
            case 4: ledger.Git.Git("tag", "-f", "-a", Any(), "-m", $"Moved {random.Next()}", "main"); break;
            case 5: ledger.Git.Git("update-ref", $"refs/tags/{Any()}", $"refs/tags/{Any()}"); break;
            case 6: ledger.Git.Git("tag", "-f", Any(), "main"); break;
            default: ledger.Git.Git("gc", "-q", "--prune=now"); break;
        }
    }

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + by;
    }
}
