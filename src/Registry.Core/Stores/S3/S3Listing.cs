using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace Registry.Stores.S3;

/// <summary>Which keys are there, in few round trips.</summary>
internal sealed class S3Listing(S3Bucket bucket)
{
    /// <summary>A page has up to 1,000 keys and takes about as long as this many questions for one key.</summary>
    private const int WorthAPage = 12;

    private const int AskedAtOnce = 4;

    /// <summary>The objects below a prefix in ordinal order, keys from the store's root on.</summary>
    public async IAsyncEnumerable<StoreObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        for (var truncated = true; truncated;)
        {
            (var page, truncated) = await PageAsync(prefix, after, cancel);
            foreach (var found in page)
            {
                yield return found;
            }

            after = page.Count > 0 ? page[^1].Key : after;
        }
    }

    /// <summary>
    /// The lengths of those keys that are there. Pages of the listing are read as long as one answers for many keys, each
    /// beginning where the next wanted key would be; where wanted keys lie far apart, the rest are asked for one by one, several
    /// at once. So it never takes more round trips than there are keys.
    /// </summary>
    /// <param name="prefix">That of all keys; ends with a slash.</param>
    public async Task<IReadOnlyDictionary<string, long>> FindAsync(
        string prefix, IEnumerable<string> keys, CancellationToken cancel)
    {
        var wanted = keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var at = 0;
        while (wanted.Length - at >= WorthAPage)
        {
            var before = at;

            // The listing begins behind a key: what sorts just before the wanted one is that without its last digit.
            var (page, truncated) = await PageAsync(prefix, wanted[at][..^1], cancel);
            var there = page.ToDictionary(entry => entry.Key, entry => entry.Size, StringComparer.Ordinal);
            for (; at < wanted.Length && (!truncated || string.CompareOrdinal(wanted[at], page[^1].Key) <= 0); at++)
            {
                if (there.TryGetValue(wanted[at], out var size))
                {
                    found[wanted[at]] = size;
                }
            }

            if (at - before < WorthAPage)
            {
                break;
            }
        }

        await AskAsync(wanted[at..], found, cancel);
        return found;
    }

    /// <summary>The length of one object; null where it is not there.</summary>
    public async Task<long?> FindAsync(string key, CancellationToken cancel)
    {
        var answer = await bucket.TrySendAsync(
            (s3, watch) => s3.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = bucket.Name, Key = bucket.Location.KeyOf(key) }, watch.Token),
            cancel);
        return answer?.ContentLength;
    }

    private Task AskAsync(string[] keys, Dictionary<string, long> found, CancellationToken cancel) => Parallel.ForEachAsync(
        keys, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce * bucket.Options.Parallel, CancellationToken = cancel },
        async (key, token) =>
        {
            if (await FindAsync(key, token) is { } size)
            {
                lock (found)
                {
                    found[key] = size;
                }
            }
        });

    private async Task<(IReadOnlyList<StoreObject> Page, bool IsTruncated)> PageAsync(
        string prefix, string? after, CancellationToken cancel)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = bucket.Name,
            Prefix = bucket.Location.KeyOf(prefix),
            StartAfter = after is null ? null : bucket.Location.KeyOf(after),
        };
        var answer = await bucket.SendAsync((s3, watch) => s3.ListObjectsV2Async(request, watch.Token), cancel);
        var root = bucket.Location.Prefix.Length;
        var page = (answer.S3Objects ?? [])
            .Select(found => new StoreObject(found.Key[root..], found.Size ?? 0, found.LastModified ?? default)).ToList();

        // A server that says there is more and gives nothing would be asked for ever.
        return (page, answer.IsTruncated == true && page.Count > 0);
    }
}
