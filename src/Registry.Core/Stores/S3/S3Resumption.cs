using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace Registry.Stores.S3;

/// <summary>
/// Finds an upload of the same blob that was cut, and which of its pieces are good. What is there is asked of the server: a
/// journal of ours would be lost with the machine that wrote it, and would not know what arrived last before a kill. A piece
/// counts where its length is right and the server's own checksum is that of our bytes.
/// </summary>
internal sealed class S3Resumption(S3Bucket bucket, S3Source source, SafeFileHandle file)
{
    /// <returns>The upload that has most of it; null where there is none.</returns>
    public async Task<(string? Upload, ConcurrentDictionary<int, PartETag> Parts)> FindAsync(CancellationToken cancel)
    {
        string? upload = null;
        var parts = new ConcurrentDictionary<int, PartETag>();
        var uploads = new S3Uploads(bucket);
        await foreach (var candidate in uploads.ListAsync(source.Key, cancel))
        {
            var good = new ConcurrentDictionary<int, PartETag>();
            await foreach (var part in uploads.PartsAsync(candidate.Key, candidate.UploadId, cancel))
            {
                if (IsGood(part))
                {
                    good[part.PartNumber!.Value] = new PartETag(part.PartNumber.Value, part.ETag)
                    {
                        ChecksumSHA256 = Payload.ChecksumOf(source.Pieces[part.PartNumber.Value - 1]),
                    };
                }
            }

            if (good.Count > parts.Count)
            {
                (upload, parts) = (candidate.UploadId, good);
            }
        }

        return (upload, parts);
    }

    private bool IsGood(PartDetail part)
    {
        if (part.PartNumber is not { } number || number < 1 || number > source.Pieces.Count
            || part.Size != source.LengthOf(number - 1))
        {
            return false;
        }

        return part.ChecksumSHA256 is { Length: > 0 } checksum
            ? checksum == Payload.ChecksumOf(source.Pieces[number - 1])
            : part.ETag?.Trim('"') == Md5Of(number - 1);
    }

    /// <summary>What servers without checksums have as the ETag of a piece.</summary>
    private string Md5Of(int piece)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = new byte[256 * 1024];
        var (at, end) = (source.OffsetOf(piece), source.OffsetOf(piece) + source.LengthOf(piece));
        while (at < end && RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            at += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
