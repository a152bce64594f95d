using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>Folders that may be read and not written, by their mount or by their permissions.</summary>
public sealed class ReadOnlyTests
{
    /// <summary>Even root obeys permissions then.</summary>
    private static readonly string[] s_unprivileged =
        Environment.IsPrivilegedProcess
            ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"] : ["/usr/bin/env"];

    [Fact]
    public async Task A_store_on_a_read_only_mount_is_read_and_refuses_to_be_written()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        sandbox.Model("two");

        var result = MountSpace.Run(new WorkerProcess(sandbox.Folder.Path), """
            mount --bind store store && mount -o remount,ro,bind store || exit 8
            worker save repo churn latest out || exit 2
            worker register repo churn model 2.0.0 && exit 3
            [ "$(git -C repo tag)" = churn@v1.0.0 ] || exit 4
            umount store
            worker register repo churn model 2.0.0 || exit 5
            """);

        Refuses(result, "MLR1201", "/store", "Read-only file system");
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.TreeOf(("weights.bin", "one")));
    }

    [Fact]
    public async Task A_cache_on_a_read_only_mount_is_told_by_its_path()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        sandbox.Folder.CreateFolder("worker-cache");

        var result = MountSpace.Run(new WorkerProcess(sandbox.Folder.Path), """
            mount --bind worker-cache worker-cache && mount -o remount,ro,bind worker-cache || exit 8
            worker save repo churn latest out && exit 3
            [ -e out ] && exit 4
            umount worker-cache
            worker save repo churn latest out || exit 5
            """);

        Refuses(result, "MLR1201", "/worker-cache", "Read-only file system");
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.TreeOf(("weights.bin", "one")));
    }

    [Theory]
    [InlineData("store", "register repo churn model 2.0.0", "MLR1201")]
    [InlineData("store/uploads", "register repo churn model 2.0.0", "MLR1201")]
    [InlineData("store/blobs/sha256", "register repo churn model 2.0.0", "MLR1201")]
    [InlineData("repo/.git/objects", "register repo churn model 2.0.0", "MLR1102")]
    [InlineData("repo/.git/refs/tags", "register repo churn model 2.0.0", "MLR1102")]
    [InlineData("worker-cache", "save repo churn 1.0.0 place/out", "MLR1201")]
    [InlineData("place", "save repo churn 1.0.0 place/out", "MLR1201")]
    public async Task A_folder_that_may_not_be_written_is_told_and_afterwards_it_goes_on(
        string folder, string command, string code)
    {
        using var sandbox = await PrepareAsync();
        var before = sandbox.Git.Tags();

        var result = Unprivileged(sandbox, $"""
            chmod -R a-w {folder}
            worker {command} && exit 3
            [ "$(git -C repo tag | tr '\n' ' ')" = "{string.Join(' ', before)} " ] || exit 4
            chmod -R u+w {folder}
            worker {command} || exit 5
            """);

        Refuses(result, code, "", "denied|insufficient permission|unable to|cannot lock");
    }

    [Theory]
    [InlineData("store", "save repo churn 1.0.0 place/out", "MLR1201")]
    [InlineData("store/blobs/sha256/ba", "save repo churn 1.0.0 place/out", "MLR1201")]
    [InlineData("model", "register repo churn model 2.0.0", "MLR1003")]
    [InlineData("model/weights.bin", "register repo churn model 2.0.0", "MLR1003")]
    public async Task A_file_that_may_not_be_read_is_told_and_afterwards_it_goes_on(
        string path, string command, string code)
    {
        using var sandbox = await PrepareAsync();

        var result = Unprivileged(sandbox, $"""
            mode=$(stat -c %a {path})
            chmod 000 {path}
            worker {command} && exit 3
            chmod "$mode" {path}
            worker {command} || exit 5
            """);

        Refuses(result, code, $"/{path}", "denied");
    }

    /// <summary>
    /// A version 1.0.0 whose only file is 'abc', whose digest begins with 'ba'; and a model to register.
    /// </summary>
    private static async Task<Sandbox> PrepareAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "'setpriv' is Linux's own");
        var sandbox = new Sandbox();
        await sandbox.RegisterAsync("abc", "1.0.0");
        sandbox.Model("two");
        sandbox.Folder.CreateFolder("place");
        sandbox.Folder.CreateFolder("worker-cache");
        return sandbox;
    }

    private static CommandResult Unprivileged(Sandbox sandbox, string script) =>
        new WorkerProcess(sandbox.Folder.Path).RunScript(s_unprivileged, script);

    private static void Refuses(CommandResult result, string code, string where, string why)
    {
        result.Succeeded();
        var error = result.Error.Trim();
        error.ShouldStartWith(code + ": ", Case.Sensitive, result.Transcript);
        error.ShouldContain(where);
        error.ShouldMatch(why);
    }
}
