using Registry.Content;

namespace Registry.Stores.Collection;

/// <summary>What is to be done to a store's blobs by what is known of it at one moment. No I/O.</summary>
internal sealed class SweepPlan
{
    /// <summary>Blobs that get a tombstone, with their lengths.</summary>
    public Dictionary<Digest, long> Condemned { get; } = [];

    /// <summary>Condemned blobs that are wanted again.</summary>
    public List<Digest> Pardoned { get; } = [];

    /// <summary>Condemned blobs whose grace is over.</summary>
    public Dictionary<Digest, long> Expired { get; } = [];

    /// <summary>Condemned blobs whose grace is not over.</summary>
    public int Waiting { get; private set; }

    /// <param name="blobs">All blobs of the store.</param>
    /// <param name="tombstones">All tombstones, and when they were written.</param>
    /// <param name="mark">What is wanted, and what was given up.</param>
    /// <param name="now">By the store's clock.</param>
    /// <param name="grace">From tombstone to sweep, and before a blob that nothing ever named gets one.</param>
    public static SweepPlan Of(
        IEnumerable<StoreObject> blobs, IReadOnlyDictionary<Digest, DateTimeOffset> tombstones, Mark mark,
        DateTimeOffset now, TimeSpan grace)
    {
        var plan = new SweepPlan();
        var sizes = new Dictionary<Digest, long>();
        foreach (var blob in blobs)
        {
            if (StoreKeys.DigestOf(blob.Key) is not { } digest || mark.Wanted.Contains(digest))
            {
                continue;
            }

            sizes[digest] = blob.Size;
            if (!tombstones.ContainsKey(digest) && (mark.GivenUp.Contains(digest) || now - blob.Modified > grace))
            {
                // What nothing names may be of a version that is being registered just now.
                plan.Condemned[digest] = blob.Size;
            }
        }

        foreach (var (digest, since) in tombstones)
        {
            if (mark.Wanted.Contains(digest))
            {
                plan.Pardoned.Add(digest);
            }
            else if (IsExpired(since, now, grace))
            {
                plan.Expired[digest] = sizes.GetValueOrDefault(digest);
            }
            else
            {
                plan.Waiting++;
            }
        }

        return plan;
    }

    public static bool IsExpired(DateTimeOffset since, DateTimeOffset now, TimeSpan grace) => now - since > grace;
}

/// <summary>What the ledger says of blobs: which versions that are not erased reach, and which erased ones reached.</summary>
internal sealed record Mark(IReadOnlySet<Digest> Wanted, IReadOnlySet<Digest> GivenUp);
