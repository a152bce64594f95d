using Amazon.S3.Model;
using Registry.Content;
using Registry.Stores;
using Registry.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.S3;

/// <summary>Which blobs are there is asked in few round trips, and answered right however they lie.</summary>
public sealed class S3FindTests(S3FindTests.Filled filled) : IClassFixture<S3FindTests.Filled>
{
    /// <summary>More than a page.</summary>
    private const int Count = 1100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_take_a_page_each_thousand()
    {
        var (bucket, there) = await filled.GetAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var wanted = there.Concat(Digests(700, from: 5000)).ToList();

        var found = await Through(bucket, proxy).FindAsync(wanted, Cancel);

        found.Keys.ShouldBe(there, ignoreOrder: true);
        found.Values.ShouldAllBe(size => size == 1);
        proxy.Requests.Count.ShouldBeLessThanOrEqualTo(4);
    }

    [Theory]
    [InlineData(0, 1), InlineData(1, 0), InlineData(3, 4), InlineData(20, 20)]
    public async Task A_few_among_many_never_take_more_than_one_round_trip_each(int present, int absent)
    {
        var (bucket, there) = await filled.GetAsync();
        using var proxy = new FaultProxy(bucket.Endpoint.Port);
        var wanted = there.Take(present).Concat(Digests(absent, from: 9000)).ToList();

        var found = await Through(bucket, proxy).FindAsync(wanted, Cancel);

        found.Keys.ShouldBe(there.Take(present), ignoreOrder: true);

        // One more tells an empty answer from a bucket that is not there.
        proxy.Requests.Count.ShouldBeLessThanOrEqualTo(wanted.Count + 1);
    }

    [Fact]
    public async Task Long_listings_come_in_pages_and_in_order()
    {
        var (bucket, there) = await filled.GetAsync();
        var store = BucketStore.Open(bucket);

        var listed = await store.ListAsync(StoreKeys.Blobs, Cancel).Select(found => found.Key).ToListAsync(Cancel);

        listed.ShouldBe(there.Select(StoreKeys.BlobOf).Order(StringComparer.Ordinal));
        (await store.ListAsync("nothing/", Cancel).CountAsync(Cancel)).ShouldBe(0);
    }

    private static List<Digest> Digests(int count, int from) =>
        [.. Enumerable.Range(from, count).Select(i => Digest.Of(BitConverter.GetBytes(i)))];

    private static S3Store Through(TestBucket bucket, FaultProxy proxy) => BucketStore.Open(
        bucket, settings: BucketStore.Settings(bucket) with { Endpoint = bucket.Endpoint.Through(proxy.Port).Url });

    /// <summary>A bucket with objects under the names of blobs; what is in them is not looked at here.</summary>
    public sealed class Filled : IDisposable
    {
        private TestBucket? _bucket;

        internal async Task<(TestBucket Bucket, List<Digest> There)> GetAsync()
        {
            var digests = Digests(Count, from: 0);
            if (_bucket is null)
            {
                _bucket = await Servers.BucketAsync();
                await Parallel.ForEachAsync(
                    digests, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
                    async (digest, cancel) => await _bucket.Client.PutObjectAsync(
                        new PutObjectRequest
                        {
                            BucketName = _bucket.Name, Key = $"{_bucket.Root}/{StoreKeys.BlobOf(digest)}", ContentBody = "x",
                            UseChunkEncoding = false,
                        },
                        cancel));
            }

            return (_bucket, digests);
        }

        public void Dispose() => _bucket?.Dispose();
    }
}
