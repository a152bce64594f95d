using FsCheck.Fluent;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;
using Registry.Tests.Support;

namespace Registry.Tests.Stores;

public sealed class PartTransferTests : IDisposable
{
    private const int Part = 64 * 1024;
    private readonly TempFolder _folder = new("parts");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> Edges { get; } =
        [0, 1, Part - 1, Part, Part + 1, (2 * Part) - 1, 2 * Part, (8 * Part) + 1, (40 * Part) - 1];

    [Theory, MemberData(nameof(Edges))]
    public Task A_copy_at_a_parts_edge_is_equal_and_hashed_right(int size) => CheckAsync(size);

    [Fact]
    public void A_copy_of_any_size_is_equal_and_hashed_right() => Generated.ForAll(
        from parts in Gen.Choose(0, 20)
        from rest in Gen.Choose(-3000, 40_000)
        select Math.Max(0, (parts * Part) + rest),
        size => CheckAsync(size).GetAwaiter().GetResult(),
        tests: 40);

    [Fact]
    public async Task Holes_stay_holes_and_are_hashed_as_the_zeros_they_read_as()
    {
        const int Size = 5 * 1024 * 1024;
        var bytes = new byte[Size];
        bytes[3_000_000] = 1;
        using (var hollow = File.OpenHandle(_folder["source"], FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(hollow, [1], 3_000_000);
            RandomAccess.SetLength(hollow, Size);
        }

        (await CopyAsync(Size)).ShouldBe((Digest.Of(bytes), Size));

        File.ReadAllBytes(_folder["target"]).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        if (OperatingSystem.IsLinux())
        {
            using var target = File.OpenHandle(_folder["target"]);
            FileSystem.NextData(target, 0).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task A_hole_replaces_what_stood_in_the_target()
    {
        File.WriteAllBytes(_folder["target"], [.. Enumerable.Repeat((byte)7, 4 * Part)]);
        using (var hollow = File.OpenHandle(_folder["source"], FileMode.Create, FileAccess.Write))
        {
            RandomAccess.SetLength(hollow, 4 * Part);
        }

        (await CopyAsync(4 * Part)).Digest.ShouldBe(Digest.Of(new byte[4 * Part]));
    }

    /// <summary>Whatever moves the bytes, the digest is that of what stands in the file.</summary>
    [Fact]
    public async Task A_part_that_was_moved_wrongly_shows_in_the_digest()
    {
        var bytes = new byte[4 * Part];
        using var target = Target();

        var (digest, _) = await new PartTransfer(new TransferOptions()).RunAsync(
            bytes.Length, Part,
            (part, offset, count, _, _) =>
            {
                RandomAccess.Write(target, new byte[count].Select(_ => (byte)(part == 2 ? 1 : 0)).ToArray(), offset);
                return Task.CompletedTask;
            },
            target, CancellationToken.None);

        digest.ShouldNotBe(Digest.Of(bytes));
    }

    [Fact]
    public async Task No_more_parts_are_under_way_than_the_limit_of_all_files_together_says()
    {
        var transfer = new PartTransfer(new TransferOptions { Parallel = 3 });
        var (now, most) = (0, 0);
        var gate = new Lock();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async file =>
        {
            using var target = Target($"target-{file}");
            await transfer.RunAsync(
                8 * Part, Part,
                async (_, offset, count, _, _) =>
                {
                    lock (gate)
                    {
                        most = Math.Max(most, ++now);
                    }

                    await Task.Yield();
                    RandomAccess.Write(target, new byte[count], offset);
                    lock (gate)
                    {
                        now--;
                    }
                },
                target, CancellationToken.None);
        }));

        most.ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_failure_comes_out_once_no_part_is_under_way_any_more()
    {
        var under = 0;
        using var target = Target();

        // As many at once as there are parts, since all but two wait until they are stopped.
        await Should.ThrowAsync<InvalidDataException>(() => new PartTransfer(new TransferOptions { Parallel = 20 }).RunAsync(
            20 * Part, Part,
            async (part, _, _, _, stop) =>
            {
                Interlocked.Increment(ref under);
                try
                {
                    await (part == 1 ? throw new InvalidDataException() : Task.Delay(part == 0 ? 0 : -1, stop));
                }
                finally
                {
                    Interlocked.Decrement(ref under);
                }
            },
            target, CancellationToken.None));

        under.ShouldBe(0);
    }

    [Fact]
    public async Task Parts_copied_from_a_file_follow_one_another()
    {
        var (now, order) = (0, new List<long>());
        using var target = Target();

        var (digest, size) = await HashedCopy.RunAsync(
            50_000_000,
            (offset, count, _) =>
            {
                Interlocked.Increment(ref now).ShouldBe(1);
                order.Add(offset);
                RandomAccess.Write(target, new byte[count], offset);
                Interlocked.Decrement(ref now);
            },
            target, CancellationToken.None);

        (digest, size).ShouldBe((Digest.Of(new byte[50_000_000]), 50_000_000));
        order.ShouldBeInOrder();
        order.Count.ShouldBeGreaterThan(2);
    }

    /// <summary>A manifest may claim any size; nothing is set aside for what has not come.</summary>
    [Fact]
    public async Task A_size_that_nothing_has_takes_no_memory()
    {
        using var target = Target();

        await Should.ThrowAsync<InvalidDataException>(() => new PartTransfer(new TransferOptions()).RunAsync(
            long.MaxValue / 2, Part, (_, _, _, _, _) => throw new InvalidDataException(), target, CancellationToken.None));
    }

    [Fact]
    public async Task What_has_arrived_of_a_part_is_hashed_while_the_rest_comes()
    {
        var bytes = new byte[4 * Part];
        new Random(7).NextBytes(bytes);
        using var target = Target();

        var (digest, size) = await new PartTransfer(new TransferOptions()).RunAsync(
            bytes.Length, 2 * Part,
            async (_, offset, count, arrived, _) =>
            {
                foreach (var step in new[] { count / 3, count / 3, count - (2 * (count / 3)) })
                {
                    RandomAccess.Write(target, bytes.AsSpan((int)offset, step), offset);
                    offset += step;
                    arrived(step);
                    await Task.Yield();
                }
            },
            target, CancellationToken.None);

        (digest, size).ShouldBe((Digest.Of(bytes), bytes.Length));
    }

    [Fact]
    public async Task A_cancelled_copy_ends()
    {
        using var cancel = new CancellationTokenSource();
        File.WriteAllBytes(_folder["source"], new byte[20 * Part]);
        using var source = File.OpenHandle(_folder["source"]);
        using var target = Target();

        await Should.ThrowAsync<OperationCanceledException>(
            () => RunAsync(source, target, 20 * Part, _ => cancel.Cancel(), cancel.Token));
    }

    private async Task CheckAsync(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(_folder["source"], bytes);

        (await CopyAsync(size)).ShouldBe((Digest.Of(bytes), size));

        File.ReadAllBytes(_folder["target"]).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        File.Delete(_folder["target"]);
    }

    private async Task<(Digest Digest, long Size)> CopyAsync(long size)
    {
        long advanced = 0;
        using var source = File.OpenHandle(_folder["source"]);
        using var target = Target();
        var result = await RunAsync(source, target, size, n => Interlocked.Add(ref advanced, n), CancellationToken.None);
        advanced.ShouldBe(size);
        return result;
    }

    private static Task<(Digest Digest, long Size)> RunAsync(
        SafeFileHandle source, SafeFileHandle target, long size, Action<long> advanced, CancellationToken cancel) =>
        new PartTransfer(new TransferOptions()).RunAsync(
            size, Part,
            (_, offset, count, _, stop) =>
            {
                RangeCopy.Run(source, target, offset, count, Throttle.None, advanced, stop);
                return Task.CompletedTask;
            },
            target, cancel);

    private SafeFileHandle Target(string name = "target") =>
        File.OpenHandle(_folder[name], FileMode.OpenOrCreate, FileAccess.ReadWrite);
}
