using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace Registry.Stores.S3;

/// <summary>
/// Sends a large file in pieces, several at once, and goes on with an upload that was cut, by this process or by one that
/// was killed (ADR 0016).
/// </summary>
internal sealed class S3Multipart(
    S3Bucket bucket, S3Source source, SafeFileHandle file, SemaphoreSlim connections, Action<long> advanced)
{
    /// <summary>How often another writer may complete or abort the upload that it shares with us.</summary>
    private const int MostUploads = 5;

    /// <summary>Putting many pieces together takes a server its time.</summary>
    private const int CompletionPatience = 10;

    private readonly string _key = bucket.Location.KeyOf(source.Key);
    private readonly S3Uploads _uploads = new(bucket);

    /// <returns>False where the file is not any more what it was.</returns>
    public async Task<bool> RunAsync(bool onlyNew, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (upload, parts) = await new S3Resumption(bucket, source, file).FindAsync(cancel);
            advanced(BytesOf(parts.Keys));
            upload ??= await BeginAsync(cancel);
            try
            {
                if (!await SendMissingAsync(upload, parts, cancel) || !source.IsUnchanged(file))
                {
                    await _uploads.AbortAsync(_key, upload, cancel);
                    return false;
                }

                await CompleteAsync(upload, parts, onlyNew, cancel);
                return true;
            }
            catch (LostUploadException e)
            {
                advanced(-BytesOf(parts.Keys));
                if (await new S3Listing(bucket).FindAsync(source.Key, cancel) == source.Size)
                {
                    // Whoever completed it had the same bytes.
                    advanced(source.Size);
                    return true;
                }

                if (attempt == MostUploads)
                {
                    throw new RegistryException(
                        ErrorCodes.StoreUnavailable,
                        $"The store '{bucket.Location.Url}' lost the upload of '{Naming.Shown.Of(source.File.Path)}' {attempt} times; "
                        + "see that nothing aborts uploads there that are under way, then try again.", e);
                }
            }
        }
    }

    private long BytesOf(IEnumerable<int> numbers) => numbers.Sum(number => (long)source.LengthOf(number - 1));

    private async Task<string> BeginAsync(CancellationToken cancel)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = _key,
            ContentType = S3Bucket.ContentType,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ServerSideEncryptionMethod = bucket.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = bucket.EncryptionKey,
        };
        var answer = await bucket.SendAsync((s3, watch) => s3.InitiateMultipartUploadAsync(request, watch.Token), cancel);
        return answer.UploadId;
    }

    /// <summary>
    /// No more at once than make up a part: that is all that has to be sent again after a cut.
    /// </summary>
    private async Task<bool> SendMissingAsync(
        string upload, ConcurrentDictionary<int, PartETag> parts, CancellationToken cancel)
    {
        var isSame = true;
        var missing = Enumerable.Range(1, source.Pieces.Count).Where(number => !parts.ContainsKey(number)).ToList();
        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, bucket.Options.UploadPartSize / source.PieceSize), CancellationToken = cancel,
        };
        await Parallel.ForEachAsync(missing, atOnce, async (number, token) =>
        {
            await connections.WaitAsync(token);
            try
            {
                if (Volatile.Read(ref isSame) && await SendAsync(upload, number, token) is { } etag)
                {
                    parts[number] = new PartETag(number, etag) { ChecksumSHA256 = Payload.ChecksumOf(source.Pieces[number - 1]) };
                }
                else
                {
                    Volatile.Write(ref isSame, false);
                }
            }
            finally
            {
                connections.Release();
            }
        });
        return isSame;
    }

    /// <returns>The piece's ETag; null where its bytes are not any more what they were.</returns>
    private Task<string?> SendAsync(string upload, int number, CancellationToken cancel) => bucket.SendAsync<string?>(
        async (s3, watch) =>
        {
            var piece = number - 1;
            using var body = Payload.Of(
                file, source.OffsetOf(piece), source.LengthOf(piece), source.Pieces[piece], bucket.Throttle, watch, advanced);
            try
            {
                var answer = await s3.UploadPartAsync(NewPart(upload, number, body), watch.Token);
                return answer.ETag;
            }
            catch (Exception e)
            {
                body.Undo();
                if (body.HasChanged(e))
                {
                    return null;
                }

                if (S3Errors.Is(e, "NoSuchUpload"))
                {
                    throw new LostUploadException();
                }

                throw;
            }
        },
        cancel);

    private UploadPartRequest NewPart(string upload, int number, Payload body) => new()
    {
        BucketName = bucket.Name,
        Key = _key,
        UploadId = upload,
        PartNumber = number,
        PartSize = body.Length,
        InputStream = body,
        UseChunkEncoding = false,
        ChecksumSHA256 = body.Checksum,
    };

    private async Task CompleteAsync(
        string upload, ConcurrentDictionary<int, PartETag> parts, bool onlyNew, CancellationToken cancel)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = _key,
            UploadId = upload,
            PartETags = [.. parts.Values.OrderBy(part => part.PartNumber)],
        };
        var isThere = await bucket.SendAsync(
            async (s3, watch) =>
            {
                request.IfNoneMatch = onlyNew && bucket.KnowsConditions ? "*" : null;
                try
                {
                    await s3.CompleteMultipartUploadAsync(request, watch.Token);
                    return false;
                }
                catch (AmazonS3Exception e) when (request.IfNoneMatch is not null && S3Errors.IsConditionFailed(e))
                {
                    return true;
                }
                catch (AmazonS3Exception e) when (S3Errors.Is(e, "NoSuchUpload", "InvalidPart", "InvalidPartOrder"))
                {
                    throw new LostUploadException();
                }
            },
            cancel, CompletionPatience);
        if (isThere)
        {
            await _uploads.AbortAsync(_key, upload, cancel);
        }
    }

    /// <summary>Another writer has completed or aborted the upload, or a piece is not what we were told.</summary>
    private sealed class LostUploadException : Exception;
}
