using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Naming;

namespace Registry.Stores.S3;

/// <summary>
/// A file that was read once, to know what it is: its digest, and those of the pieces that it will be sent in. What is sent
/// is signed with them, so that a file that changes in between becomes an error and no wrong blob.
/// </summary>
internal sealed record S3Source(SourceFile File, Digest Digest, long Size, int PieceSize, IReadOnlyList<Digest> Pieces)
{
    private const int MostPieces = 10_000;

    private DateTime Written { get; init; }

    public string Key => StoreKeys.BlobOf(Digest);

    /// <summary>Whether it goes in one request.</summary>
    public bool IsSmall => Pieces.Count == 0;

    public long OffsetOf(int piece) => (long)piece * PieceSize;

    public int LengthOf(int piece) => (int)Math.Min(PieceSize, Size - OffsetOf(piece));

    /// <summary>Whether the file is as it was, by length and time: for servers that do not check what they are sent.</summary>
    public bool IsUnchanged(SafeFileHandle file) =>
        RandomAccess.GetLength(file) == Size && System.IO.File.GetLastWriteTimeUtc(file) == Written;

    public RegistryException Changed() => new(
        ErrorCodes.Malformed,
        $"'{Shown.Of(File.Path)}' changed while it was being stored, and nothing of it was kept; let its writer finish, then try "
        + "again.");

    /// <param name="pieceSize">At least; a file too long for so many pieces gets longer ones.</param>
    public static async Task<S3Source> ReadAsync(SourceFile file, int pieceSize, CancellationToken cancel)
    {
        using var handle = SourceFiles.Open(file.FullPath);
        var written = System.IO.File.GetLastWriteTimeUtc(handle);
        var length = RandomAccess.GetLength(handle);
        if (length <= 2L * pieceSize)
        {
            var (digest, size) = FileHash.Of(handle, null, cancel);
            return new S3Source(file, digest, size, pieceSize, []) { Written = written };
        }

        pieceSize = PieceSizeOf(length, pieceSize);
        var (whole, read, pieces) = await PieceHash.RunAsync(handle, pieceSize, cancel);
        return new S3Source(file, whole, read, pieceSize, pieces) { Written = written };
    }

    /// <summary>In whole MiB where it has to be longer.</summary>
    internal static int PieceSizeOf(long length, int pieceSize)
    {
        const int mebibyte = 1024 * 1024;
        var least = (length + MostPieces - 1) / MostPieces;
        return least <= pieceSize ? pieceSize : (int)((least + mebibyte - 1) / mebibyte * mebibyte);
    }
}
