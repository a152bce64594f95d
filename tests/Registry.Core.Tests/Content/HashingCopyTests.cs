using FsCheck.Fluent;
using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class HashingCopyTests
{
    private const int Buffer = 1024 * 1024;

    public static TheoryData<int> Edges { get; } =
    [
        0, 1, (Buffer / 4) - 1, Buffer / 4, Buffer - 1, Buffer, Buffer + 1, (Buffer * 5 / 4) - 1, Buffer * 5 / 4,
        (2 * Buffer) + 1, (8 * Buffer) - 1, (8 * Buffer) + 1,
    ];

    [Theory, MemberData(nameof(Edges))]
    public async Task A_copy_at_a_buffers_edge_is_equal_and_hashed_right(int size)
    {
        using var folder = new TempFolder();

        await CheckAsync(folder, size);
    }

    [Fact]
    public void A_copy_of_any_size_is_equal_and_hashed_right()
    {
        using var folder = new TempFolder();

        Generated.ForAll(
            from buffers in Gen.Choose(0, 3)
            from rest in Gen.Choose(-3000, 400_000)
            select Math.Max(0, (buffers * Buffer) + rest),
            size => CheckAsync(folder, size).GetAwaiter().GetResult(),
            tests: 40);
    }

    [Fact]
    public async Task A_cancelled_copy_ends()
    {
        using var folder = new TempFolder();
        using var source = File.OpenHandle(folder.Write("source", new byte[3 * Buffer]));
        using var cancel = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(
            () => HashingCopy.RunAsync(source, null, _ => cancel.Cancel(), cancel.Token));
    }

    private static async Task CheckAsync(TempFolder folder, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        long advanced = 0;
        using (var source = File.OpenHandle(folder.Write("source", bytes)))
        using (var target = File.OpenHandle(folder["target"], FileMode.Create, FileAccess.Write))
        {
            var (digest, length) = await HashingCopy.RunAsync(
                source, target, n => advanced += n, CancellationToken.None);
            digest.ShouldBe(Digest.Of(bytes));
            length.ShouldBe(size);
        }

        advanced.ShouldBe(size);
        File.ReadAllBytes(folder["target"]).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }
}
