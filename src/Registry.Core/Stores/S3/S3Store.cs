using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;
using Registry.Configuration;
using Registry.Content;
using Registry.Naming;
using Registry.Stores.Transfer;

namespace Registry.Stores.S3;

/// <summary>A store in a bucket of AWS, or of any server with its API. Nothing is asked of it before it is used.</summary>
internal sealed class S3Store : IBlobStore
{
    private static readonly byte[] s_marker = "{\"schema\":1}"u8.ToArray();

    private readonly S3Bucket _bucket;
    private readonly S3Listing _listing;
    private volatile bool _isPrepared;

    /// <param name="credentials">Null takes the standard chain.</param>
    public S3Store(
        StoreSettings settings, S3Location location, TransferOptions options, Throttle throttle, Retry? retry = null,
        AWSCredentials? credentials = null)
    {
        var client = new Lazy<AmazonS3Client>(() => S3ClientFactory.Create(settings, credentials));
        _bucket = new S3Bucket(client, settings, location, options, throttle, retry ?? new Retry());
        _listing = new S3Listing(_bucket);
    }

    public string Url => _bucket.Location.Url;

    public async Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel)
    {
        await PrepareAsync(cancel);
        using var writer = new S3Writer(_bucket, meter);
        return await writer.PutAsync(files, cancel);
    }

    public async Task<IReadOnlyList<(Digest Digest, long Size)>> ReplaceFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel)
    {
        await PrepareAsync(cancel);
        using var writer = new S3Writer(_bucket, meter, replace: true);
        return await writer.PutAsync(files, cancel);
    }

    public async Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await PrepareAsync(cancel);
        var digest = Digest.Of(bytes.Span);
        await _bucket.PutAsync(StoreKeys.BlobOf(digest), bytes, onlyNew: true, cancel);
        return digest;
    }

    public async Task<IReadOnlyDictionary<Digest, long>> FindAsync(
        IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        // Answers to questions for one key have no body that would tell why they are refused, or that there is no bucket.
        await CheckMarkerAsync(cancel);
        var found = await _listing.FindAsync(StoreKeys.Blobs, digests.Select(StoreKeys.BlobOf), cancel);
        return found.ToDictionary(pair => StoreKeys.DigestOf(pair.Key)!.Value, pair => pair.Value);
    }

    public Task<long?> ReadPartAsync(
        Digest digest, long offset, int count, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel) =>
        new S3Reader(_bucket, StoreKeys.BlobOf(digest), target, advanced).ReadAsync(offset, count, cancel);

    public Task<(int Count, long Bytes)> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancel) =>
        new S3Uploads(_bucket).SweepAsync(before, cancel);

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await PrepareAsync(cancel);
        await _bucket.PutAsync(key, bytes, onlyNew: false, cancel);
    }

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancel) => _bucket.TrySendAsync(
        async (s3, watch) =>
        {
            using var answer = await s3.GetObjectAsync(
                new GetObjectRequest { BucketName = _bucket.Name, Key = _bucket.Location.KeyOf(key) }, watch.Token);
            if (answer.ContentLength > IStoreObjects.Longest)
            {
                throw new RegistryException(
                    ErrorCodes.Unreadable,
                    $"'{key}' in the store '{Url}' is longer than {IStoreObjects.Longest} bytes; it is none of ours: take it away.");
            }

            var bytes = new byte[answer.ContentLength];
            await answer.ResponseStream.ReadExactlyAsync(bytes, watch.Token);
            return bytes;
        },
        cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) => _bucket.DeleteAsync(key, cancel);

    public IAsyncEnumerable<StoreObject> ListAsync(string prefix, CancellationToken cancel) =>
        _listing.ListAsync(prefix, cancel);

    /// <summary>Marks the store as one, the first time that something is written to it.</summary>
    private async Task PrepareAsync(CancellationToken cancel)
    {
        if (!_isPrepared && !await CheckMarkerAsync(cancel))
        {
            await _bucket.PutAsync(StoreKeys.Marker, s_marker, onlyNew: true, cancel);
        }

        _isPrepared = true;
    }

    /// <returns>Whether it is there.</returns>
    /// <exception cref="RegistryException">MLR1201 where it is of another version, or the bucket is missing.</exception>
    private async Task<bool> CheckMarkerAsync(CancellationToken cancel)
    {
        if (_isPrepared)
        {
            return true;
        }

        if (await ReadAsync(StoreKeys.Marker, cancel) is not { } text)
        {
            return false;
        }

        int? schema = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            schema = document.RootElement.GetProperty("schema").GetInt32();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // No schema: told below, with what stands there instead.
        }

        _isPrepared = schema == 1 ? true : throw new RegistryException(
            ErrorCodes.StoreUnavailable,
            $"'{StoreKeys.Marker}' in the store '{Url}' says '{Shown.Of(Encoding.UTF8.GetString(text))}', and this version writes "
            + "stores of schema 1; update Registry, or choose another prefix.");
        return true;
    }
}
