using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>What other tests take for granted of the servers that they run against.</summary>
public sealed class S3ServerTests
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task The_server_of_a_run_keeps_what_it_is_given(bool own) =>
        await KeepsAsync(await Servers.BucketAsync(own));

    [Fact]
    public async Task Moto_keeps_what_it_is_given() => await KeepsAsync(await Servers.MotoBucketAsync());

    [Fact]
    public async Task Ceph_checks_signatures()
    {
        Assert.SkipUnless(CephServer.Missing is null, CephServer.Missing ?? "");
        using var bucket = await TestBucket.CreateAsync(CephServer.Shared);

        (await bucket.IsSignatureCheckedAsync()).ShouldBeTrue();
    }

    private static async Task KeepsAsync(TestBucket bucket)
    {
        using (bucket)
        {
            await bucket.WriteAsync("blobs/é", "abc"u8.ToArray());
            await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, $"{bucket.Root}/parts");

            (await bucket.ReadAsync("blobs/é")).ShouldBe("abc"u8.ToArray());
            (await bucket.KeysAsync()).ShouldBe(["blobs/é"]);
            (await bucket.UploadsAsync()).Single().Key.ShouldBe($"{bucket.Root}/parts");
        }

        using var client = bucket.Endpoint.NewClient();
        if (bucket.Endpoint.Bucket is null)
        {
            (await client.ListBucketsAsync()).Buckets?.Select(left => left.BucketName).ShouldNotContain(bucket.Name);
        }
        else
        {
            (await client.ListObjectsAsync(bucket.Name, bucket.Root)).S3Objects.ShouldBeNull();
        }
    }
}
