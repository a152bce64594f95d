using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>
/// Bytes by digest. Every failure to reach or use the store is MLR1201; none of the methods leaves a blob half there.
/// </summary>
internal interface IBlobStore
{
    /// <summary>Without secrets.</summary>
    string Url { get; }

    /// <summary>
    /// Stores files, hashing them as they stream; durable once it returns. A blob that exists is left alone.
    /// </summary>
    /// <returns>Digest and length of each as it was read, in the files' order.</returns>
    Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel);

    /// <summary>Stores bytes; durable once it returns.</summary>
    Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>Copies a blob to a file, hashing what passes; null where the store has no such blob.</summary>
    Task<(Digest Digest, long Size)?> TryReadAsync(
        Digest digest, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel);

    /// <summary>A blob's length as the store has it, unread; null where it has no such blob.</summary>
    Task<long?> FindSizeAsync(Digest digest, CancellationToken cancel);
}
