using Amazon.S3;
using Amazon.S3.Model;
using Registry.Configuration;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores.S3;

/// <summary>
/// A prefix of a bucket, and how it is asked: each request watched for stalls, tried again while that may help, and failing
/// with MLR1201 alone.
/// </summary>
internal sealed class S3Bucket(
    Lazy<AmazonS3Client> client, StoreSettings settings, S3Location location, TransferOptions options, Throttle throttle,
    Retry retry)
{
    public const string ContentType = "application/octet-stream";

    private AmazonS3Client Client => client.Value;

    public S3Location Location => location;

    public string Name => location.Bucket;

    public TransferOptions Options => options;

    public Throttle Throttle => throttle;

    public ServerSideEncryptionMethod? Encryption => settings.Sse is { } sse ? new ServerSideEncryptionMethod(sse) : null;

    public string? EncryptionKey => settings.SseKmsKeyId;

    /// <summary>False once the server has said that it does not: it is not asked for them again.</summary>
    public bool KnowsConditions { get; set; } = true;

    /// <summary>Sends one request, as often as it takes.</summary>
    /// <param name="patience">How many times longer than usual an answer may take.</param>
    public async Task<T> SendAsync<T>(
        Func<AmazonS3Client, StallWatch, Task<T>> send, CancellationToken cancel, int patience = 1)
    {
        try
        {
            return await retry.RunAsync(
                async () =>
                {
                    using var watch = new StallWatch(options.Stall * patience, cancel);
                    return await watch.RunAsync(_ => send(Client, watch));
                },
                S3Errors.IsPassing, cancel);
        }
        catch (Exception e) when (e is not RegistryException)
        {
            cancel.ThrowIfCancellationRequested();
            throw S3Errors.Explain(e, location.Url, settings.Endpoint) ?? e;
        }
    }

    /// <summary>The same; what the server does not have is null.</summary>
    public Task<T?> TrySendAsync<T>(Func<AmazonS3Client, StallWatch, Task<T>> send, CancellationToken cancel)
        where T : class =>
        SendAsync(
            async (s3, watch) =>
            {
                try
                {
                    return await send(s3, watch);
                }
                catch (AmazonS3Exception e) when (S3Errors.IsAbsent(e))
                {
                    return null;
                }
            },
            cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) => TrySendAsync(
        (s3, watch) => s3.DeleteObjectAsync(
            new DeleteObjectRequest { BucketName = Name, Key = location.KeyOf(key) }, watch.Token),
        cancel);

    /// <summary>Puts small bytes, replacing what is there unless only a new object is wanted.</summary>
    public Task PutAsync(string key, ReadOnlyMemory<byte> bytes, bool onlyNew, CancellationToken cancel)
    {
        var digest = Digest.Of(bytes.Span);
        return PutAsync(key, watch => Payload.Of(bytes, digest, throttle, watch), onlyNew, cancel);
    }

    /// <summary>Puts an object in one request.</summary>
    /// <param name="payload">Made anew for each attempt.</param>
    /// <param name="onlyNew">Whether one that is there may stay: asked of the server, which may not know the condition.</param>
    /// <returns>False where the bytes are not those that the digest says.</returns>
    public Task<bool> PutAsync(
        string key, Func<StallWatch, Payload> payload, bool onlyNew, CancellationToken cancel)
    {
        async Task<bool> AttemptAsync(AmazonS3Client s3, StallWatch watch)
        {
            var conditional = onlyNew && KnowsConditions;
            using var body = payload(watch);
            try
            {
                await s3.PutObjectAsync(NewPut(key, body, conditional), watch.Token);
                return true;
            }
            catch (AmazonS3Exception e) when (conditional && S3Errors.IsConditionFailed(e))
            {
                body.Skip();
                return true;
            }
            catch (AmazonS3Exception e) when (conditional && S3Errors.IsUnknown(e))
            {
                body.Undo();
                KnowsConditions = false;
                return await AttemptAsync(s3, watch);
            }
            catch (Exception e)
            {
                body.Undo();
                if (body.HasChanged(e))
                {
                    return false;
                }

                throw;
            }
        }

        return SendAsync(AttemptAsync, cancel);
    }

    private PutObjectRequest NewPut(string key, Payload body, bool onlyNew) => new()
    {
        BucketName = Name,
        Key = location.KeyOf(key),
        InputStream = body,
        AutoCloseStream = false,
        UseChunkEncoding = false,
        ContentType = ContentType,
        ChecksumSHA256 = body.Checksum,
        IfNoneMatch = onlyNew ? "*" : null,
        ServerSideEncryptionMethod = Encryption,
        ServerSideEncryptionKeyManagementServiceKeyId = EncryptionKey,
    };
}
