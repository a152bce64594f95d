using System.Globalization;

namespace Registry.Testing;

/// <summary>
/// A real S3 server on loopback: Ceph's gateway with one monitor and one OSD, data on a sparse file that is gone with
/// it. Up in some ten seconds, so all tests of a run share one. Check <see cref="Missing"/> first, and skip the test
/// where something is.
/// </summary>
public static class CephServer
{
    private static readonly string[] s_programs =
        ["radosgw", "radosgw-admin", "ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "setpriv"];

    private static readonly Lazy<S3Endpoint> s_shared = new(Start);

    /// <summary>Why there can be no server on this machine; null where there can.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() ? "Ceph runs on Linux alone"
        : s_programs.FirstOrDefault(program => ServerProcess.Find(program) is null) is { } program
            ? $"'{program}' is missing; install the packages 'radosgw ceph-mon ceph-osd ceph-common'" : null;

    /// <summary>
    /// The server of this run: started for who asks first, ended with the process, however that ends.
    /// </summary>
    public static S3Endpoint Shared => s_shared.Value;

    private static S3Endpoint Start()
    {
        var access = Guid.NewGuid().ToString("N")[..20].ToUpperInvariant();
        var secret = Guid.NewGuid().ToString("N");
        var folder = Path.Combine(TempFolder.Root, $"ceph-{Environment.ProcessId}");
        Directory.CreateDirectory(TempFolder.Root);
        var process = ServerProcess.Start(
            TempFolder.Root,
            port =>
            [
                "sh", Path.Combine(AppContext.BaseDirectory, "S3", "ceph.sh"), folder,
                ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture),
                port.ToString(CultureInfo.InvariantCulture), access, secret,
            ],
            patience: TimeSpan.FromMinutes(2));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Dispose();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{process.Port}");
        return new S3Endpoint(url, access, secret).WithBucket("tests");
    }
}
