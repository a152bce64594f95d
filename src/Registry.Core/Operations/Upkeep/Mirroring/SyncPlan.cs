using Registry.Content;
using Registry.Operations.Upkeep.Scrubbing;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Operations.Upkeep.Mirroring;

/// <summary>What one store lacks of another, and why some of it cannot come.</summary>
internal sealed class SyncPlan
{
    private readonly BlobCensus _census;
    private readonly StoreFindings _findings;
    private readonly string _registry;
    private readonly Dictionary<Digest, StoreFinding> _failures = [];

    private SyncPlan(string registry, BlobCensus census, IBlobStore from, IBlobStore to)
    {
        (_registry, _census, From, To) = (registry, census, from, to);
        _findings = new StoreFindings(from.Url, registry);
    }

    public IBlobStore From { get; }

    public IBlobStore To { get; }

    /// <summary>In the order of copying within each role.</summary>
    public IReadOnlyList<WantedBlob> Wanted { get; private set; } = [];

    public long WantedBytes { get; private set; }

    private long Present { get; set; }

    /// <param name="source">What the source has beyond what versions name; null where that is not wanted.</param>
    public static async Task<SyncPlan> MakeAsync(
        string registry, BlobCensus census, StoreInventory? source, IBlobStore from, IBlobStore to,
        CancellationToken cancel)
    {
        var plan = new SyncPlan(registry, census, from, to);
        var unnamed = source is null ? [] : source.Blobs.Values
            .Where(blob => !census.Blobs.ContainsKey(blob.Digest) && !source.Condemned.Contains(blob.Digest))
            .OrderBy(blob => blob.Modified).ToList();
        var wanted = census.Blobs.Keys.Concat(unnamed.Select(blob => blob.Digest)).ToHashSet();
        var there = await plan.FindThereAsync(wanted, cancel);
        wanted.ExceptWith(there);
        plan.Present = there.Count;
        var sizes = await from.FindAsync(wanted, cancel);
        foreach (var digest in wanted.Where(digest => !sizes.ContainsKey(digest)))
        {
            plan._failures[digest] = plan._findings.Missing(census.Blobs[digest], null);
        }

        // What nobody names was written in the order of its times: a manifest among it after its files.
        plan.Wanted =
        [
            .. census.Blobs.Values.Where(blob => sizes.ContainsKey(blob.Digest)).OrderBy(blob => blob.Role)
                .Select(blob => new WantedBlob(blob.Digest, sizes[blob.Digest], blob.What)),
            .. unnamed.Where(blob => sizes.ContainsKey(blob.Digest))
                .Select(blob => new WantedBlob(blob.Digest, sizes[blob.Digest], blob.Digest.Hex)),
        ];
        plan.WantedBytes = plan.Wanted.Sum(blob => blob.Size);
        return plan;
    }

    public bool IsManifest(Digest digest) =>
        _census.Blobs.TryGetValue(digest, out var blob) && blob.Role == BlobRole.Manifest;

    public bool HasFailed(Digest digest) => _failures.ContainsKey(digest);

    public void Fail(IReadOnlyDictionary<Digest, RegistryException> failures)
    {
        foreach (var (digest, error) in failures)
        {
            _failures[digest] = _findings.Unreadable(_census.Blobs.GetValueOrDefault(digest), digest, error);
        }
    }

    /// <summary>Whether a file of the manifest did not come; then neither may the manifest, and that is told.</summary>
    public bool IsHeldBack(Digest manifest)
    {
        var version = _census.Blobs[manifest].Version;
        if (version.Files is { } files && !files.Any(file => HasFailed(file.Sha256)))
        {
            return false;
        }

        var why = new RegistryException(
            ErrorCodes.BlobMissing,
            $"files of '{version}' could not be copied, and a manifest is not copied before them; see to those first.");
        _failures[manifest] = _findings.Unreadable(_census.Blobs[manifest], manifest, why);
        return true;
    }

    public SyncedStore ToResult(long copied, long bytes) => new()
    {
        From = From.Url,
        To = To.Url,
        Copied = copied,
        CopiedBytes = bytes,
        Present = Present,
        Failures = [.. _failures.Values.Take(StoreReport.MostFindings)],
        Registry = _registry,
    };

    /// <summary>What need not be copied. A blob that is condemned there is put anew, which lifts the sentence.</summary>
    private async Task<HashSet<Digest>> FindThereAsync(HashSet<Digest> wanted, CancellationToken cancel)
    {
        if (IsNewFolder())
        {
            return [];
        }

        var condemned = await Tombstones.ReadAsync(To, cancel);
        var there = await To.FindAsync(wanted, cancel);
        return
        [
            .. there.Where(found => !condemned.ContainsKey(found.Key))
                .Where(found => !_census.Blobs.TryGetValue(found.Key, out var blob) || (blob.Size ?? found.Value) == found.Value)
                .Select(found => found.Key),
        ];
    }

    /// <summary>A folder that is not there yet is made by the first blob, as when a version is registered.</summary>
    private bool IsNewFolder() =>
        StoreFactory.FolderOf(To.Url) is { } folder && !Directory.Exists(folder)
        && Directory.Exists(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)));
}
