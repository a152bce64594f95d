using System.Text.RegularExpressions;

namespace Registry.Content;

/// <summary>Where a store or cache in a folder keeps what: <c>blobs/sha256/ab/abcd…</c> and <c>uploads/</c>.</summary>
internal sealed partial class BlobLayout(string root)
{
    /// <summary>Of a file that says who writes to another one.</summary>
    public const string LockExtension = ".lock";

    public string Root => root;

    public string Uploads => Path.Combine(root, "uploads");

    public string Blobs => Path.Combine(root, "blobs", "sha256");

    public string BlobOf(Digest digest) => Path.Combine(Blobs, digest.Hex[..2], digest.Hex);

    /// <summary>A name for a file that is being written; its folder is there afterwards.</summary>
    public string NewUpload()
    {
        Directory.CreateDirectory(Uploads);
        return Path.Combine(Uploads, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Deletes what interrupted writers left and have not written to since.</summary>
    public (int Count, long Bytes) SweepUploads(DateTime before)
    {
        var (count, bytes) = (0, 0L);
        if (Directory.Exists(Uploads))
        {
            foreach (var file in new DirectoryInfo(Uploads).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
            {
                if (!Name().IsMatch(file.Name))
                {
                    // Whoever put it here, or made a link of this folder, may need it.
                    continue;
                }

                using var held = file.Extension == LockExtension ? FileLock.TryTake(file.FullName) : null;
                if (file.Extension == LockExtension && held is null)
                {
                    continue;
                }

                try
                {
                    var length = file.Length;
                    file.Delete();
                    (count, bytes) = (count + 1, bytes + length);
                }
                catch (FileNotFoundException)
                {
                    // Its writer was done with it meanwhile: what has vanished looks as old as can be.
                }
            }
        }

        return (count, bytes);
    }

    /// <summary>What uploads and downloads are called: half a digest or a whole one, and what belongs to it.</summary>
    [GeneratedRegex(@"^[0-9a-f]{32}([0-9a-f]{32})?(\.[a-z]+)*$")]
    private static partial Regex Name();
}
