using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Registry.Stores.S3;

/// <summary>Multipart uploads that are under way, or that someone left.</summary>
internal sealed class S3Uploads(S3Bucket bucket)
{
    /// <summary>Those below a prefix, from the store's root on; none where the server does not tell.</summary>
    public async IAsyncEnumerable<MultipartUpload> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = bucket.Location.KeyOf(prefix) };
        for (var more = true; more;)
        {
            var answer = await bucket.TrySendAsync(
                async (s3, watch) =>
                {
                    try
                    {
                        return await s3.ListMultipartUploadsAsync(request, watch.Token);
                    }
                    catch (AmazonS3Exception e) when (S3Errors.IsUnknown(e) || e.StatusCode == HttpStatusCode.Forbidden)
                    {
                        return new ListMultipartUploadsResponse();
                    }
                },
                cancel);
            foreach (var upload in answer?.MultipartUploads ?? [])
            {
                yield return upload;
            }

            more = answer is { IsTruncated: true, MultipartUploads.Count: > 0 };
            (request.KeyMarker, request.UploadIdMarker) = (answer?.NextKeyMarker, answer?.NextUploadIdMarker);
        }
    }

    /// <summary>What an upload has; nothing where it is gone.</summary>
    public async IAsyncEnumerable<PartDetail> PartsAsync(
        string key, string uploadId, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = key, UploadId = uploadId };
        for (var more = true; more;)
        {
            var answer = await bucket.TrySendAsync((s3, watch) => s3.ListPartsAsync(request, watch.Token), cancel);
            foreach (var part in answer?.Parts ?? [])
            {
                yield return part;
            }

            more = answer is { IsTruncated: true, Parts.Count: > 0 };
            request.PartNumberMarker = answer?.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    public Task AbortAsync(string key, string uploadId, CancellationToken cancel) => bucket.TrySendAsync(
        (s3, watch) => s3.AbortMultipartUploadAsync(
            new AbortMultipartUploadRequest { BucketName = bucket.Name, Key = key, UploadId = uploadId }, watch.Token),
        cancel);

    /// <summary>Aborts those that nobody has written to since.</summary>
    public async Task<(int Count, long Bytes)> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var (count, bytes) = (0, 0L);
        await foreach (var upload in ListAsync("", cancel))
        {
            var (written, size) = (Moment(upload.Initiated), 0L);
            if (written < before)
            {
                await foreach (var part in PartsAsync(upload.Key, upload.UploadId, cancel))
                {
                    size += part.Size ?? 0;
                    written = Moment(part.LastModified) is var later && later > written ? later : written;
                }
            }

            if (written < before)
            {
                await AbortAsync(upload.Key, upload.UploadId, cancel);
                (count, bytes) = (count + 1, bytes + size);
            }
        }

        return (count, bytes);
    }

    private static DateTimeOffset Moment(DateTime? time) => time?.ToUniversalTime() ?? DateTimeOffset.MaxValue;
}
