namespace Registry.Content;

/// <summary>
/// Keeps what is the user's alone: a file that stands where one of the model belongs is replaced only where it has the
/// same bytes, or some that the cache or a store has, such as those of another version. Nothing is lost then.
/// </summary>
internal sealed class ForeignFileGuard(ContentReader reader, string destination)
{
    /// <exception cref="RegistryException">MLR1404.</exception>
    public async Task CheckAsync(IReadOnlyList<ManifestFile> files, CancellationToken cancel)
    {
        DestinationRules.Check(destination, files);
        var others = new Dictionary<Digest, string>();
        foreach (var file in files)
        {
            var present = new FileInfo(Path.Combine(destination, file.Path));
            if (present.LinkTarget is not null || (present.Exists && !FileSystem.IsRegularFile(present.FullName)))
            {
                throw Refuse(present.FullName);
            }

            if (present.Exists && new PresentFile(present.FullName, reader.Memory).Hash(cancel) is var digest
                && digest != file.Sha256)
            {
                others.TryAdd(digest, present.FullName);
            }
        }

        if (others.Count > 0)
        {
            var known = await reader.FindAsync(others.Keys, cancel);
            foreach (var (_, path) in others.Where(other => !known.Contains(other.Key)))
            {
                throw Refuse(path);
            }
        }
    }

    private static RegistryException Refuse(string path) => new(
        ErrorCodes.UnsafePath,
        $"'{path}' stands where a file of the model belongs, and is none that the registry has: it would be lost. Move it away, "
        + "or replace it with -Force. Nothing was written.");
}
