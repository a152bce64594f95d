using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>
/// Bytes by digest, and small objects by key beside them. Every failure to reach or use the store is MLR1201; none of the
/// methods leaves a blob half there. Safe from several threads.
/// </summary>
internal interface IBlobStore : IStoreObjects
{
    /// <summary>Without secrets.</summary>
    string Url { get; }

    /// <summary>
    /// Stores files, hashing them as they stream; durable once it returns. A blob that exists is left alone.
    /// </summary>
    /// <returns>Digest and length of each as it was read, in the files' order.</returns>
    Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel);

    /// <summary>
    /// The same, and what stands under these digests already is not trusted: damaged, it is written over in one step. A
    /// store that reads what it has before it leaves it alone needs nothing else for that.
    /// </summary>
    Task<IReadOnlyList<(Digest Digest, long Size)>> ReplaceFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel) =>
        PutFilesAsync(files, meter, cancel);

    /// <summary>Stores bytes; durable once it returns.</summary>
    Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>
    /// The lengths of those blobs that are there, as the store has them, unread; in as few round trips as it can.
    /// </summary>
    Task<IReadOnlyDictionary<Digest, long>> FindAsync(IReadOnlyCollection<Digest> digests, CancellationToken cancel);

    /// <summary>
    /// Copies up to <paramref name="count"/> bytes of a blob, from an offset on, into the same place of a file. What is
    /// copied is not verified here: whoever reads a blob hashes it whole.
    /// </summary>
    /// <returns>The blob's whole length; null where the store has no such blob.</returns>
    Task<long?> ReadPartAsync(
        Digest digest, long offset, int count, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel);

    /// <summary>Deletes what interrupted writers left and have not written to since.</summary>
    /// <returns>How many uploads there were, and their bytes where known.</returns>
    Task<(int Count, long Bytes)> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancel);
}
