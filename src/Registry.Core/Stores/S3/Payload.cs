using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores.S3;

/// <summary>
/// Bytes on their way to the server: a stretch of a file, or of memory, whose digest is known. Holds the pace, tells the
/// progress, and tells the watch that something moves.
/// </summary>
internal sealed class Payload : Stream
{
    private readonly Func<long, Memory<byte>, int> _read;
    private long _position;
    private long _told;
    private bool _isCut;

    private Payload(Digest digest, long length, Func<long, Memory<byte>, int> read) =>
        (Digest, Length, _read) = (digest, length, read);

    public Digest Digest { get; }

    public Throttle Throttle { get; init; } = Throttle.None;

    public StallWatch? Watch { get; init; }

    public Action<long>? Advanced { get; init; }

    /// <summary>The digest as S3's checksum headers have it.</summary>
    public string Checksum => ChecksumOf(Digest);

    public override long Length { get; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public static string ChecksumOf(Digest digest) => Convert.ToBase64String(Convert.FromHexString(digest.Hex));

    public static Payload Of(
        SafeFileHandle file, long offset, long length, Digest digest, Throttle throttle, StallWatch watch, Action<long>? advanced) =>
        new(digest, length, (position, buffer) => RandomAccess.Read(file, buffer.Span, offset + position))
        {
            Throttle = throttle, Watch = watch, Advanced = advanced,
        };

    public static Payload Of(ReadOnlyMemory<byte> bytes, Digest digest, Throttle throttle, StallWatch watch) => new(
        digest, bytes.Length,
        (position, buffer) =>
        {
            bytes.Slice((int)position, buffer.Length).CopyTo(buffer);
            return buffer.Length;
        })
    {
        Throttle = throttle, Watch = watch,
    };

    /// <summary>
    /// Whether a refusal is the file's doing: it has become shorter, or other than the digest says. Else the bytes were altered
    /// on their way.
    /// </summary>
    public bool HasChanged(Exception refusal) => _isCut || (S3Errors.IsAltered(refusal) && ReadDigest() != Digest);

    /// <summary>Takes back what was told of: it has to be sent again.</summary>
    public void Undo() => Tell(-_told);

    /// <summary>Tells of all of it: it need not be sent.</summary>
    public void Skip() => Tell(Length - _told);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(Throttle.Step(buffer.Length), Length - _position);
        if (wanted <= 0)
        {
            return 0;
        }

        if (Throttle.IsLimited)
        {
            Watch?.Pause();
            await Throttle.TakeAsync(wanted, cancellationToken);
        }

        return Take(buffer[..wanted]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var wanted = (int)Math.Min(Throttle.Step(count), Length - _position);
        if (wanted <= 0)
        {
            return 0;
        }

        if (Throttle.IsLimited)
        {
            Watch?.Pause();
            Throttle.Take(wanted, CancellationToken.None);
        }

        return Take(buffer.AsMemory(offset, wanted));
    }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private Digest ReadDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        var (at, read) = (0L, 0);
        do
        {
            read = at < Length ? _read(at, buffer.AsMemory(0, (int)Math.Min(buffer.Length, Length - at))) : 0;
            hash.AppendData(buffer, 0, read);
            at += read;
        }
        while (read > 0);

        return Digest.FromHash(hash.GetHashAndReset());
    }

    private void Tell(long bytes)
    {
        _told += bytes;
        Advanced?.Invoke(bytes);
    }

    private int Take(Memory<byte> buffer)
    {
        var read = _read(_position, buffer);
        _isCut |= read == 0;
        _position += read;
        Tell(read);
        Watch?.Moved();
        return read;
    }
}
