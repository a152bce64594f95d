using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Registry.Testing;

/// <summary>
/// A prefix of a test's own in the bucket that the endpoint names, or a bucket of its own where it names none. What
/// is in it is deleted on dispose.
/// </summary>
public sealed class TestBucket : IDisposable
{
    private readonly bool _own;

    private TestBucket(S3Endpoint endpoint, string name, string root)
    {
        (Endpoint, Name, Root, _own) = (endpoint, name, root, endpoint.Bucket is null);
        Client = endpoint.NewClient();
    }

    public S3Endpoint Endpoint { get; }

    public string Name { get; }

    /// <summary>The prefix of a store in it, without a slash at the end.</summary>
    public string Root { get; }

    /// <summary>A store's URL, as <c>registry.yaml</c> has it.</summary>
    public string Url => $"s3://{Name}/{Root}";

    public AmazonS3Client Client { get; }

    /// <summary>A <c>registry.yaml</c> that has the store in it and nothing else.</summary>
    public string Configuration => $"""
        schema: 1
        stores:
          - url: {Url}
            endpoint: {Endpoint.Url}
            region: {Endpoint.Region}
            pathStyle: true

        """;

    public static async Task<TestBucket> CreateAsync(S3Endpoint endpoint)
    {
        var id = Guid.NewGuid().ToString("N");
        if (endpoint.Bucket is { } given)
        {
            return new TestBucket(endpoint, given, $"test-{id}/registry");
        }

        var bucket = new TestBucket(endpoint, $"test-{id}", "registry");
        await bucket.Client.PutBucketAsync(bucket.Name);
        return bucket;
    }

    /// <summary>The keys of a store in it, from the store's root on, in order.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. (await ObjectsAsync()).Select(found => found.Key)];

    /// <summary>The same with their lengths, and what is another when an object is written anew.</summary>
    public async Task<IReadOnlyList<(string Key, long Size, string Stamp)>> ObjectsAsync()
    {
        var objects = new List<(string, long, string)>();
        var request = new ListObjectsV2Request { BucketName = Name, Prefix = Root + "/" };
        await foreach (var found in Client.Paginators.ListObjectsV2(request).S3Objects)
        {
            objects.Add((found.Key[(Root.Length + 1)..], found.Size ?? 0, $"{found.ETag} {found.LastModified:O}"));
        }

        return objects;
    }

    /// <summary>Multipart uploads that are neither completed nor aborted.</summary>
    public async Task<IReadOnlyList<MultipartUpload>> UploadsAsync()
    {
        var uploads = new List<MultipartUpload>();
        var request = new ListMultipartUploadsRequest { BucketName = Name, Prefix = Root + "/" };
        await foreach (var answer in Client.Paginators.ListMultipartUploads(request).Responses)
        {
            uploads.AddRange(answer.MultipartUploads ?? []);
        }

        return uploads;
    }

    /// <summary>Whether the server refuses a wrong signature, and so bytes that were altered on their way.</summary>
    public async Task<bool> IsSignatureCheckedAsync()
    {
        using var stranger = (Endpoint with { SecretKey = "wrong" }).NewClient();
        try
        {
            await stranger.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name, MaxKeys = 1 });
            return false;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            return true;
        }
    }

    public async Task<byte[]> ReadAsync(string key)
    {
        using var answer = await Client.GetObjectAsync(Name, $"{Root}/{key}");
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public Task WriteAsync(string key, byte[] bytes) => Client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = Name,
        Key = $"{Root}/{key}",
        InputStream = new MemoryStream(bytes),
        UseChunkEncoding = false,
    });

    public void Dispose()
    {
        using (Client)
        {
            Task.Run(EmptyAsync).GetAwaiter().GetResult();
        }
    }

    private async Task EmptyAsync()
    {
        foreach (var upload in await UploadsAsync())
        {
            await Client.AbortMultipartUploadAsync(Name, upload.Key, upload.UploadId);
        }

        var versions = new ListVersionsRequest { BucketName = Name, Prefix = _own ? "" : Root + "/" };
        await foreach (var answer in Client.Paginators.ListVersions(versions).Responses)
        {
            if (answer.Versions is { Count: > 0 } found)
            {
                await Client.DeleteObjectsAsync(new DeleteObjectsRequest
                {
                    BucketName = Name,
                    Objects = [.. found.Select(v => new KeyVersion { Key = v.Key, VersionId = v.VersionId })],
                });
            }
        }

        if (_own)
        {
            await Client.DeleteBucketAsync(Name);
        }
    }
}
