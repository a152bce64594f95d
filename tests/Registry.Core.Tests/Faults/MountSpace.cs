using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>Shell scripts that mount what nobody else sees, and what is gone when they end.</summary>
internal static class MountSpace
{
    private static readonly Lazy<IReadOnlyList<string>?> s_command = new(() =>
        new string[][] { ["unshare", "-m"], ["unshare", "-rm"] }.FirstOrDefault(Works));

    /// <summary>Runs it; where this machine lets nobody mount, the test is skipped.</summary>
    public static CommandResult Run(WorkerProcess worker, string script)
    {
        Assert.SkipUnless(s_command.Value is not null, "'unshare -m' and a tmpfs need root, or user namespaces");
        return worker.RunScript(s_command.Value!, script);
    }

    private static bool Works(string[] command) => OperatingSystem.IsLinux()
        && Command.Run("/", "/bin/sh", "-c", string.Join(' ', command) + " mount -t tmpfs none /mnt").ExitCode == 0;
}
