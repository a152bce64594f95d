using Registry.Content;
using Registry.Content.Caching;

namespace Registry.Tests.Content;

/// <summary>Where the platform tells no stamps, nothing is remembered, and there is nothing to test.</summary>
public sealed class HashMemoryTests : IDisposable
{
    private static readonly Digest s_abc = Digest.Of("abc"u8);
    private readonly TempFolder _folder = new("memory");
    private readonly HashMemory _memory;

    public HashMemoryTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells all times of a file.");
        _memory = Open();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_remembered_is_known_to_the_next_process()
    {
        var file = _folder.Write("file", "abc");
        _memory.Keep(FileSystem.StampOf(file), s_abc);
        _memory.Save();

        Open().Find(FileSystem.StampOf(file)).ShouldBe(s_abc);
    }

    [Fact]
    public void A_file_whose_size_times_or_inode_changed_is_not_known_any_more()
    {
        var file = _folder.Write("file", "abc");
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, old);
        void Remember() => _memory.Keep(FileSystem.StampOf(file), s_abc);

        Remember();
        File.AppendAllText(file, "d");
        _memory.Find(FileSystem.StampOf(file)).ShouldBeNull();

        Remember();
        File.SetLastWriteTimeUtc(file, old.AddTicks(1));
        _memory.Find(FileSystem.StampOf(file)).ShouldBeNull();

        // Another file of the same size and time.
        Remember();
        File.Move(_folder.Write("other", "abcX"), file, overwrite: true);
        File.SetLastWriteTimeUtc(file, old.AddTicks(1));
        _memory.Find(FileSystem.StampOf(file)).ShouldBeNull();

        // Edited, and the time set back: the change itself has a time.
        Remember();
        var before = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "abcY");
        File.SetLastWriteTimeUtc(file, before);
        _memory.Find(FileSystem.StampOf(file)).ShouldBeNull();
    }

    /// <summary>A later edit in the same tick of the clock would not show.</summary>
    [Fact]
    public void A_file_that_was_written_just_before_it_was_hashed_is_not_remembered()
    {
        var file = _folder.Write("file", "abc");
        var stamp = FileSystem.StampOf(file);

        _memory.Keep(stamp, stamp, s_abc, DateTimeOffset.UtcNow.AddSeconds(1));
        _memory.Find(stamp).ShouldBeNull();

        _memory.Keep(stamp, stamp, s_abc, DateTimeOffset.UtcNow.AddSeconds(10));
        _memory.Find(stamp).ShouldBe(s_abc);
    }

    [Fact]
    public void A_file_that_changed_while_it_was_hashed_is_not_remembered()
    {
        var file = _folder.Write("file", "abc");
        var before = FileSystem.StampOf(file);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));

        _memory.Keep(before, FileSystem.StampOf(file), s_abc, DateTimeOffset.UtcNow.AddHours(1));

        _memory.Find(FileSystem.StampOf(file)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1), InlineData(50), InlineData(95)]
    public void A_torn_record_is_passed_over_and_what_comes_after_it_is_found(int left)
    {
        var (one, two, three) = (_folder.Write("one", "1"), _folder.Write("two", "2"), _folder.Write("three", "3"));
        Remember(one, "1");
        Remember(two, "2");
        using (var file = File.OpenHandle(_folder["hashes"], access: FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(file, HashRecord.Length + left);
        }

        Remember(three, "3");

        var next = Open();
        next.Find(FileSystem.StampOf(one)).ShouldBe(Digest.Of("1"u8));
        next.Find(FileSystem.StampOf(two)).ShouldBeNull();
        next.Find(FileSystem.StampOf(three)).ShouldBe(Digest.Of("3"u8));
    }

    [Fact]
    public void No_altered_byte_is_believed()
    {
        var file = _folder.Write("file", "abc");
        Remember(file, "abc");
        var bytes = File.ReadAllBytes(_folder["hashes"]);
        bytes.Length.ShouldBe(HashRecord.Length);
        for (var at = 0; at < bytes.Length; at++)
        {
            var altered = bytes.ToArray();
            altered[at] ^= 1;
            File.WriteAllBytes(_folder["hashes"], altered);

            Open().Find(FileSystem.StampOf(file)).ShouldBeNull($"byte {at}");
        }
    }

    [Fact]
    public void Writers_at_the_same_time_lose_nothing_of_each_other()
    {
        var files = Enumerable.Range(0, 400).Select(i => _folder.Write($"file-{i}", $"{i}")).ToList();

        Parallel.For(0, 400, i => Remember(files[i], $"{i}"));

        var next = Open();
        for (var i = 0; i < 400; i++)
        {
            next.Find(FileSystem.StampOf(files[i])).ShouldBe(Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{i}")));
        }
    }

    [Fact]
    public void It_stays_small_however_often_files_are_remembered()
    {
        var file = _folder.Write("file", "abc");
        for (var i = 0; i < 20; i++)
        {
            var memory = Open();
            for (var j = 0; j < 1000; j++)
            {
                memory.Keep(FileSystem.StampOf(file), s_abc);
            }

            memory.Save();
        }

        new FileInfo(_folder["hashes"]).Length.ShouldBeLessThan(6000 * HashRecord.Length);
        Open().Find(FileSystem.StampOf(file)).ShouldBe(s_abc);
    }

    private HashMemory Open() => new(_folder["hashes"]);

    private void Remember(string file, string text)
    {
        var memory = Open();
        memory.Keep(FileSystem.StampOf(file), Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)));
        memory.Save();
    }
}
