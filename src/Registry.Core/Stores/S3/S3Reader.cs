using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;
using Registry.Stores.Transfer;

namespace Registry.Stores.S3;

/// <summary>Reads a stretch of an object straight into a file; an attempt goes on where the one before was cut.</summary>
internal sealed class S3Reader(S3Bucket bucket, string key, SafeFileHandle target, Action<long>? advanced)
{
    /// <summary>Read and written at once; larger writes to a file cost up to twice the processor's time (measured).</summary>
    private const int BufferSize = 64 * 1024;

    private long _at;

    /// <summary>Copies up to <paramref name="count"/> bytes from an offset on into the same place of the file.</summary>
    /// <returns>The object's length; null where there is none.</returns>
    public async Task<long?> ReadAsync(long offset, int count, CancellationToken cancel)
    {
        _at = offset;
        var end = offset + count;
        var read = await bucket.TrySendAsync<object>(
            async (s3, watch) => await AttemptAsync(s3, end, watch) is { } total ? total : "nothing from there on", cancel);
        return read as long? ?? (read is null ? null : await new S3Listing(bucket).FindAsync(key, cancel));
    }

    /// <returns>The object's length; null where it ends before the stretch begins.</returns>
    private async Task<long?> AttemptAsync(AmazonS3Client s3, long end, StallWatch watch)
    {
        var request = new GetObjectRequest
        {
            BucketName = bucket.Name, Key = bucket.Location.KeyOf(key), ByteRange = new ByteRange(_at, end - 1),
        };
        try
        {
            using var answer = await s3.GetObjectAsync(request, watch.Token);
            watch.Moved();
            var total = LengthOf(answer);
            await CopyAsync(answer.ResponseStream, Math.Min(end, total), watch);
            return total;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return null;
        }
    }

    private async Task CopyAsync(Stream source, long end, StallWatch watch)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (_at < end)
            {
                var wanted = (int)Math.Min(bucket.Throttle.Step(BufferSize), end - _at);
                var read = await source.ReadAsync(buffer.AsMemory(0, wanted), watch.Token);
                if (read == 0)
                {
                    throw new HttpIOException(HttpRequestError.ResponseEnded, "The answer ended before the object did.");
                }

                Write(buffer.AsSpan(0, read));
                advanced?.Invoke(read);
                watch.Pause();
                await bucket.Throttle.TakeAsync(read, watch.Token);
                watch.Moved();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(target, bytes, _at);
            _at += bytes.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"What the store '{bucket.Location.Url}' sends cannot be written here: {e.Message} Check that there is room, and the "
                + "right to write.", e);
        }
    }

    private long LengthOf(GetObjectResponse answer)
    {
        if (answer.ContentRange is not { Length: > 0 } text)
        {
            return _at == 0 ? answer.ContentLength
                : throw new RegistryException(
                    ErrorCodes.StoreUnavailable,
                    $"The store '{bucket.Location.Url}' gives objects only whole; use a server that knows ranges, or one without a "
                    + "proxy that takes them away.");
        }

        return ContentRangeHeaderValue.TryParse(text, out var range) && range.From == _at && range.Length is { } length
            ? length
            : throw new HttpIOException(HttpRequestError.InvalidResponse, "The answer is of another range than was asked for.");
    }
}
