namespace Registry.Content;

/// <summary>Where a store or cache in a folder keeps what: <c>blobs/sha256/ab/abcd…</c> and <c>uploads/</c>.</summary>
internal sealed class BlobLayout(string root)
{
    public string Root => root;

    public string Uploads => Path.Combine(root, "uploads");

    public string BlobOf(Digest digest) => Path.Combine(root, "blobs", "sha256", digest.Hex[..2], digest.Hex);

    public string TombstoneOf(Digest digest) =>
        Path.Combine(root, "tombstones", "sha256", digest.Hex[..2], digest.Hex);

    /// <summary>A blob that is put again is not condemned any more.</summary>
    public void RemoveTombstone(Digest digest)
    {
        if (File.Exists(TombstoneOf(digest)))
        {
            File.Delete(TombstoneOf(digest));
        }
    }

    /// <summary>A name for a file that is being written; its folder is there afterwards.</summary>
    public string NewUpload()
    {
        Directory.CreateDirectory(Uploads);
        return Path.Combine(Uploads, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Deletes what interrupted writers left, a day after its last write.</summary>
    public void SweepUploads()
    {
        if (!Directory.Exists(Uploads))
        {
            return;
        }

        var limit = DateTime.UtcNow.AddDays(-1);
        foreach (var file in new DirectoryInfo(Uploads).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < limit)
            {
                file.Delete();
            }
        }
    }
}
