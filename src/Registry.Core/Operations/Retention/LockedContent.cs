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
                locked.Add(file, entry.Name, entry.Version, entry.Manifest);
            }
        }

        return locked;
    }

    public void Add(string file, ModelName name, SemanticVersion version, Manifest manifest)
    {
        _versions[(name, version)] = file;
        _manifests[manifest.Digest] = file;
        Blobs.Add(manifest.Digest);
        Blobs.UnionWith(manifest.Files.Select(f => f.Sha256));
    }

    /// <summary>The file that holds on to a version; null where none does.</summary>
    public string? FileOf(ModelName name, VersionState version) =>
        _versions.GetValueOrDefault((name, version.Version))
        ?? (version.Manifest is { } manifest ? _manifests.GetValueOrDefault(manifest) : null);
}
