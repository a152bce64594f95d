using Registry.Content.Caching;

namespace Registry.Content;

/// <summary>A file of the user's, hashed once for as long as it does not change.</summary>
internal sealed class PresentFile(string path, HashMemory memory)
{
    public Digest Hash(CancellationToken cancel)
    {
        var before = FileSystem.StampOf(path);
        if (memory.Find(before) is { } known)
        {
            return known;
        }

        var began = memory.Now;
        using var present = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var (digest, _) = FileHash.Of(present, null, cancel);
        memory.Keep(before, FileSystem.StampOf(path), digest, began);
        return digest;
    }
}
