using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores;

/// <summary>A blob on its way into a file.</summary>
/// <param name="Size">Expected length; null where only the digest is known.</param>
/// <param name="Target">A private file, which is used by nobody before it is verified.</param>
/// <param name="Journal">What an earlier attempt brought; null where there is none to go on from.</param>
internal sealed record BlobDownload(Digest Digest, long? Size, SafeFileHandle Target, PartJournal? Journal = null)
{
    /// <summary>Begins anew.</summary>
    public void Discard()
    {
        Journal?.Clear();
        if (RandomAccess.GetLength(Target) > 0)
        {
            // One that was emptied while it was empty is written to the disk by ext4 when it is closed.
            RandomAccess.SetLength(Target, 0);
        }
    }
}
