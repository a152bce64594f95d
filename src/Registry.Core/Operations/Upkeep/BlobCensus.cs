using Registry.Content;
using Registry.Ledger;
using Registry.Naming;
using Registry.Stores;

namespace Registry.Operations.Upkeep;

/// <summary>What a blob is to the versions that name it, in the order in which they are to be copied.</summary>
internal enum BlobRole
{
    File,
    Record,
    Manifest,
}

/// <summary>A blob that a version needs.</summary>
/// <param name="Size">As the manifest has it; null for manifests and records.</param>
/// <param name="What">A path, <c>manifest</c> or <c>record</c>.</param>
/// <param name="Registered">When the youngest version that needs it was registered.</param>
internal sealed record NamedBlob(
    Digest Digest, long? Size, BlobRole Role, VersionBlobs Version, string What, DateTimeOffset Registered);

/// <summary>A version with the blobs that it needs.</summary>
internal sealed class VersionBlobs(ModelName model, VersionState state, Digest manifest)
{
    public ModelName Model => model;

    public string Version { get; } = state.Version.ToString();

    public Digest Manifest => manifest;

    public Digest? Record { get; } = Digest.TryParse(state.Registration.Message.Find(Trailer.Record));

    public DateTimeOffset Registered { get; } = state.Registration.Tagger.Date;

    /// <summary>Null where no store has the manifest whole: then nobody knows the files.</summary>
    public IReadOnlyList<ManifestFile>? Files { get; set; }

    public override string ToString() => $"{model}@{Version}";
}

/// <summary>
/// Every blob that versions name. Deregistered versions keep their bytes, erased ones do not; those of other tools have none.
/// </summary>
internal sealed class BlobCensus
{
    private readonly Dictionary<Digest, NamedBlob> _blobs = [];
    private readonly List<VersionBlobs> _versions = [];

    private BlobCensus()
    {
    }

    public IReadOnlyDictionary<Digest, NamedBlob> Blobs => _blobs;

    public IReadOnlyList<VersionBlobs> Versions => _versions;

    /// <summary>Whether the files of every version are known: without that, none can be called an orphan.</summary>
    public bool IsComplete => _versions.TrueForAll(version => version.Files is not null);

    public static async Task<BlobCensus> OfAllAsync(RegistryContext registry, StoreSet stores, CancellationToken cancel)
    {
        var states = await registry.Reader.ReadAllAsync(cancel);
        return await OfAsync(
            states.SelectMany(state => Stored(state.Versions).Select(version => (state, version))), stores, cancel);
    }

    public static async Task<BlobCensus> OfAsync(
        IEnumerable<(ModelState State, VersionState Version)> versions, StoreSet stores, CancellationToken cancel)
    {
        var census = new BlobCensus();
        var manifests = new Dictionary<Digest, IReadOnlyList<ManifestFile>?>();
        foreach (var (state, version) in versions)
        {
            cancel.ThrowIfCancellationRequested();
            var blobs = new VersionBlobs(state.Name, version, version.ManifestOrThrow(state.Name));
            if (!manifests.TryGetValue(blobs.Manifest, out var files))
            {
                manifests[blobs.Manifest] = files = await ReadFilesAsync(blobs.Manifest, stores, cancel);
            }

            blobs.Files = files;
            census.Add(blobs);
        }

        return census;
    }

    /// <summary>Those whose bytes a store should have.</summary>
    public static IEnumerable<VersionState> Stored(IEnumerable<VersionState> versions) =>
        versions.Where(version => version is { Manifest: not null, Erasure: null });

    private static async Task<IReadOnlyList<ManifestFile>?> ReadFilesAsync(
        Digest digest, StoreSet stores, CancellationToken cancel)
    {
        try
        {
            var bytes = await ReadManifestAsync(digest, stores, cancel);
            return Manifest.Parse(bytes, $"manifest {digest}").Files;
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.BlobMissing || e.Error == ErrorCodes.Mismatch
            || e.Error == ErrorCodes.Unreadable || e.Error == ErrorCodes.UnsafePath)
        {
            // Told of the manifest itself, in each store that is looked at.
            return null;
        }
    }

    /// <summary>From the cache where it is, as its digest proves it; the cache is not filled, as nothing is to be kept.</summary>
    private static async Task<byte[]> ReadManifestAsync(Digest digest, StoreSet stores, CancellationToken cancel)
    {
        if (ContentCache.OfUser().Find(digest, null) is { } entry
            && new FileInfo(entry) is { Exists: true, Length: <= Manifest.LargestBytes }
            && await File.ReadAllBytesAsync(entry, cancel) is var cached && Digest.Of(cached) == digest)
        {
            return cached;
        }

        return await BlobProbe.ReadAsync(stores, digest, "manifest", Manifest.LargestBytes, cancel);
    }

    private void Add(VersionBlobs version)
    {
        _versions.Add(version);
        Add(new NamedBlob(version.Manifest, null, BlobRole.Manifest, version, "manifest", version.Registered));
        if (version.Record is { } record)
        {
            Add(new NamedBlob(record, null, BlobRole.Record, version, "record", version.Registered));
        }

        foreach (var file in version.Files ?? [])
        {
            Add(new NamedBlob(file.Sha256, file.Size, BlobRole.File, version, file.Path, version.Registered));
        }
    }

    /// <summary>The first to name a blob is told of it; as a manifest, it must not be there before what it names.</summary>
    private void Add(NamedBlob blob)
    {
        if (!_blobs.TryGetValue(blob.Digest, out var known))
        {
            _blobs.Add(blob.Digest, blob);
        }
        else if (blob.Registered > known.Registered || blob.Role > known.Role || known.Size is null)
        {
            _blobs[blob.Digest] = known with
            {
                Role = blob.Role > known.Role ? blob.Role : known.Role,
                Registered = blob.Registered > known.Registered ? blob.Registered : known.Registered,
                Size = known.Size ?? blob.Size,
            };
        }
    }
}
