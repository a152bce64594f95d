using System.Runtime.CompilerServices;

namespace Registry.Testing;

/// <summary>
/// A folder of a test's own, named after it. It is deleted on dispose, unless <see cref="Keep"/> was called or
/// <c>REGISTRY_TEST_KEEP=1</c>: process transcripts in it tell what happened.
/// </summary>
public sealed class TempFolder : IDisposable
{
    private static int s_count;
    private bool _keep = Environment.GetEnvironmentVariable("REGISTRY_TEST_KEEP") == "1";

    public TempFolder([CallerMemberName] string test = "test")
    {
        var name = test.Length > 60 ? test[..60] : test;
        Path = System.IO.Path.Combine(
            Root, $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where all of them are: outside the repository, so that its build files do not reach in.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("REGISTRY_TEST_TEMP")
        ?? System.IO.Path.Combine(System.IO.Path.GetTempPath(), "registry-tests");

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public string Write(string relative, string text)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string relative, byte[] bytes)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string CreateFolder(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    public void Keep() => _keep = true;

    public void Dispose()
    {
        if (!_keep && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
