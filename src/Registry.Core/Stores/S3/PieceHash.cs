using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores.S3;

/// <summary>
/// Hashes a file as a whole and in pieces, on a thread each. Both hash the same reading: were it read for each, a file that
/// changes in between could have its pieces stored under the digest of what it was.
/// </summary>
internal sealed class PieceHash : IDisposable
{
    private const int BufferSize = 512 * 1024;
    private const int Buffers = 8;

    private readonly SafeFileHandle _file;
    private readonly int _pieceSize;
    private readonly SemaphoreSlim _free = new(Buffers);
    private readonly byte[][] _buffers = [.. Enumerable.Range(0, Buffers).Select(_ => ArrayPool<byte>.Shared.Rent(BufferSize))];
    private readonly Channel<ReadOnlyMemory<byte>> _read = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private PieceHash(SafeFileHandle file, int pieceSize) => (_file, _pieceSize) = (file, pieceSize);

    public static async Task<(Digest Whole, long Size, IReadOnlyList<Digest> Pieces)> RunAsync(
        SafeFileHandle file, int pieceSize, CancellationToken cancel)
    {
        using var hash = new PieceHash(file, pieceSize);
        var pieces = Task.Run(hash.HashPiecesAsync, CancellationToken.None);
        try
        {
            var (digest, size) = await hash.HashWholeAsync(cancel);
            return (digest, size, await pieces);
        }
        finally
        {
            // The buffers are its own until then.
            hash._read.Writer.TryComplete();
            await pieces;
        }
    }

    public void Dispose()
    {
        _free.Dispose();
        foreach (var buffer in _buffers)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<(Digest Digest, long Size)> HashWholeAsync(CancellationToken cancel)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var offset = 0L;
        for (var turn = 0; ; turn = (turn + 1) % Buffers)
        {
            await _free.WaitAsync(cancel);
            var most = (int)Math.Min(BufferSize, _pieceSize - (offset % _pieceSize));
            var count = RandomAccess.Read(_file, _buffers[turn].AsSpan(0, most), offset);
            if (count == 0)
            {
                _read.Writer.Complete();
                return (Digest.FromHash(whole.GetHashAndReset()), offset);
            }

            _read.Writer.TryWrite(_buffers[turn].AsMemory(0, count));
            whole.AppendData(_buffers[turn], 0, count);
            offset += count;
        }
    }

    /// <summary>No buffer goes beyond a piece's end.</summary>
    private async Task<IReadOnlyList<Digest>> HashPiecesAsync()
    {
        var pieces = new List<Digest>();
        using var piece = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hashed = 0L;
        await foreach (var buffer in _read.Reader.ReadAllAsync())
        {
            piece.AppendData(buffer.Span);
            hashed += buffer.Length;
            if (hashed % _pieceSize == 0)
            {
                pieces.Add(Digest.FromHash(piece.GetHashAndReset()));
            }

            _free.Release();
        }

        if (hashed % _pieceSize > 0)
        {
            pieces.Add(Digest.FromHash(piece.GetHashAndReset()));
        }

        return pieces;
    }
}
