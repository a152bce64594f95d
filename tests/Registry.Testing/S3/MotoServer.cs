using System.Globalization;

namespace Registry.Testing;

/// <summary>
/// Moto's S3 server, which knows conditions that Ceph does not: on <c>CompleteMultipartUpload</c> among others. It
/// keeps what it is given in memory and checks no signature. Check <see cref="Missing"/> first.
/// </summary>
public static class MotoServer
{
    private static readonly Lazy<S3Endpoint> s_shared = new(Start);

    public static string? Missing { get; } =
        ServerProcess.Find("moto_server") is null
            ? "'moto_server' is missing; install the Python package 'moto[server]'" : null;

    public static S3Endpoint Shared => s_shared.Value;

    private static S3Endpoint Start()
    {
        Directory.CreateDirectory(TempFolder.Root);
        var process = ServerProcess.Start(TempFolder.Root, port =>
        [
            ServerProcess.Find("moto_server")!, "-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture),
        ]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Dispose();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{process.Port}");
        return new S3Endpoint(url, "moto-access-key", "moto-secret").WithBucket("tests");
    }
}
