using Microsoft.Win32.SafeHandles;

namespace Registry.Content.Caching;

/// <summary>
/// Blobs that a living process is about to use, in a file that it holds: clearing the cache leaves them. The lock tells
/// the living from the dead.
/// </summary>
internal sealed class CacheLease : IDisposable
{
    /// <summary>Of two million files: no restore holds more.</summary>
    private const long Longest = 64L * 1024 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _file;

    private CacheLease(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    public static async Task<CacheLease> TakeAsync(string root, IEnumerable<Digest> digests, CancellationToken cancel)
    {
        var folder = FolderOf(root);
        Directory.CreateDirectory(folder);
        using var gate = await FileLock.TakeAsync(GateOf(root), shared: true, cancel);
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var lease = new CacheLease(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read));
        RandomAccess.Write(lease._file, digests.SelectMany(digest => Convert.FromHexString(digest.Hex)).ToArray(), 0);
        return lease;
    }

    /// <summary>Keeps new leases out while the cache is cleared.</summary>
    public static async Task<SafeFileHandle> CloseGateAsync(string root, CancellationToken cancel)
    {
        Directory.CreateDirectory(FolderOf(root));
        return await FileLock.TakeAsync(GateOf(root), shared: false, cancel);
    }

    /// <summary>What living processes use; the gate is closed meanwhile.</summary>
    /// <param name="sweep">Deletes what the dead left.</param>
    public static IReadOnlySet<Digest> ReadAll(string root, bool sweep)
    {
        var used = new HashSet<Digest>();
        var folder = new DirectoryInfo(FolderOf(root));
        foreach (var path in folder.Exists ? folder.GetFiles().Select(file => file.FullName) : [])
        {
            if (path == GateOf(root))
            {
                continue;
            }

            if (IsDead(path))
            {
                if (sweep)
                {
                    File.Delete(path);
                }

                continue;
            }

            try
            {
                using var file = File.OpenHandle(
                    path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var bytes = new byte[Math.Min(Longest, RandomAccess.GetLength(file))];
                _ = RandomAccess.Read(file, bytes, 0);
                used.UnionWith(bytes.Chunk(32).Select(chunk => Digest.FromHash(chunk)));
            }
            catch (FileNotFoundException)
            {
                // Its holder has just come to its end.
            }
        }

        return used;
    }

    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }

    private static string FolderOf(string root) => Path.Combine(root, "leases");

    private static string GateOf(string root) => Path.Combine(FolderOf(root), "gate");

    private static bool IsDead(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException e) when (FileLock.IsHeld(e) || e is FileNotFoundException)
        {
            return false;
        }
    }
}
