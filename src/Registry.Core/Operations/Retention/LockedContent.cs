using Registry.Content;
using Registry.Ledger;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Operations.Retention;

/// <summary>What lock files hold on to. Whichever registry they name: kept too much is mended, kept too little is not.</summary>
internal sealed class LockedContent
{
    private readonly Dictionary<(ModelName, SemanticVersion), string> _versions = [];
    private readonly Dictionary<Digest, string> _manifests = [];

    /// <summary>Digests of manifests and files.</summary>
    public HashSet<Digest> Blobs { get; } = [];

    /// <exception cref="RegistryException">MLR1001 where a file is not there, MLR1005, MLR1404.</exception>
    public static async Task<LockedContent> ReadAsync(IEnumerable<string> files, CancellationToken cancel)
    {
        var locked = new LockedContent();
        foreach (var file in files)
        {
            foreach (var entry in (await LockFileReader.ReadGivenAsync(file, cancel)).Entries)
            {
                locked._versions[(entry.Name, entry.Version)] = file;
                locked._manifests[entry.Manifest.Digest] = file;
                locked.Blobs.Add(entry.Manifest.Digest);
                locked.Blobs.UnionWith(entry.Manifest.Files.Select(f => f.Sha256));
            }
        }

        return locked;
    }

    /// <summary>The file that holds on to a version; null where none does.</summary>
    public string? FileOf(ModelName name, VersionState version) =>
        _versions.GetValueOrDefault((name, version.Version))
        ?? (version.Manifest is { } manifest ? _manifests.GetValueOrDefault(manifest) : null);
}
