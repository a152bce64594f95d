using Registry.Content.Caching;

namespace Registry.Content;

/// <summary>A file of the user's, hashed once for as long as it does not change.</summary>
internal sealed class PresentFile(string path, HashMemory memory)
{
    /// <exception cref="RegistryException">MLR1003 where it cannot be read.</exception>
    public Digest Hash(CancellationToken cancel)
    {
        var before = FileSystem.StampOf(path);
        if (memory.Find(before) is { } known)
        {
            return known;
        }

        var began = memory.Now;
        using var present = SourceFiles.Open(path);
        var (digest, _) = FileHash.Of(present, null, cancel);
        memory.Keep(before, FileSystem.StampOf(path), digest, began);
        return digest;
    }
}
