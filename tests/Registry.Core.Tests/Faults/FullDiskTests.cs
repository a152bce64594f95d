using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>
/// A disk without room stops an operation with a coded error; nothing wrong is visible, and with room it succeeds. The
/// small disk is a file system of the worker's own, which goes away with it.
/// </summary>
public sealed class FullDiskTests
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>Ends with 9 where a blob is not what its name says.</summary>
    private const string CheckBlobs = """
        find "$store" -path '*/blobs/*' -type f | while read -r blob; do
            [ "$(sha256sum "$blob" | cut -d' ' -f1)" = "$(basename "$blob")" ] || exit 9
        done || exit 9

        """;

    [Theory]
    [InlineData(1, 24 * Mebibyte)]
    [InlineData(30, Mebibyte)]
    public void A_full_store_registers_nothing_and_with_room_it_does(int files, int size)
    {
        using var sandbox = new Sandbox();
        var model = Write(sandbox, files, size);

        var result = Run(sandbox, "store", $"""
            worker register repo churn model && exit 3
            [ -z "$(git -C repo tag)" ] || exit 4
            {CheckBlobs}
            mount -o remount,size=256m store
            worker register repo churn model || exit 5
            {CheckBlobs}
            worker save repo churn latest out || exit 6
            [ -z "$(find store/uploads -type f)" ] || exit 7
            """);

        IsFull(result, "store");
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.Tree(model));
    }

    [Theory]
    [InlineData("worker-cache")]
    [InlineData("place")]
    public async Task A_full_cache_or_destination_leaves_the_tree_as_it_was_and_with_room_it_is_the_new_one(string full)
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("old", "1.0.0");
        var model = Write(sandbox, 3, 8 * Mebibyte);
        await sandbox.RegisterAsync("", "2.0.0", request => request with { Path = model });

        var result = Run(sandbox, full, $"""
            mkdir -p place
            worker save repo churn 1.0.0 place/out || exit 2
            worker save repo churn 2.0.0 place/out && exit 3
            [ "$(ls place/out)" = weights.bin ] && [ "$(cat place/out/weights.bin)" = old ] || exit 4
            {CheckBlobs}
            mount -o remount,size=256m {full}
            worker save repo churn 2.0.0 place/out || exit 5
            cp -r place/out out
            """);

        IsFull(result, full);
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.Tree(model));
    }

    private static string Write(Sandbox sandbox, int files, int size)
    {
        for (var i = 0; i < files; i++)
        {
            sandbox.Folder.Write($"model/part-{i}.bin", Bytes.Random(size, i));
        }

        return sandbox.Folder["model"];
    }

    /// <summary>Runs a script in the test's folder, in which one folder is on a disk of 12 MiB.</summary>
    private static CommandResult Run(Sandbox sandbox, string full, string script)
    {
        sandbox.Folder.CreateFolder(full);
        return MountSpace.Run(
            new WorkerProcess(sandbox.Folder.Path),
            $"store={full}\nmount -t tmpfs -o size=12m full {full} || exit 8\n{script}");
    }

    private static void IsFull(CommandResult result, string where)
    {
        result.Succeeded();
        var errors = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var error = errors.ShouldHaveSingleItem(result.Transcript);
        error.ShouldMatch("^MLR1201: .*No space left on device");
        error.ShouldContain($"/{where}");
    }
}
