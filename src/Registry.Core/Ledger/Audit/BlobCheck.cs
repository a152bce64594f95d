using Registry.Content;
using Registry.Naming;
using Registry.Stores;

namespace Registry.Ledger.Audit;

/// <summary>
/// That the bytes of every version are in a store, by existence and length; what they hash to, Test-MLModel tells. What
/// was looked at once is not looked at again.
/// </summary>
internal sealed class BlobCheck(StoreSet stores, ContentReader reader)
{
    private readonly Dictionary<Digest, long?> _sizes = [];
    private bool _unreachable;

    public async Task RunAsync(ModelState model, Blame blame, CancellationToken cancel)
    {
        foreach (var version in model.Versions.Where(v => v is { Manifest: not null, Erasure: null }))
        {
            if (_unreachable)
            {
                return;
            }

            try
            {
                await CheckAsync(model.Name, version, blame, cancel);
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                _unreachable = true;
                blame.Add(RegistryProblem.StoreUnreachable, null, e.Message);
            }
        }
    }

    private async Task CheckAsync(ModelName name, VersionState version, Blame blame, CancellationToken cancel)
    {
        var shown = $"{name}@{version.Version}";
        var tag = version.Registration.Tag;
        if (Digest.TryParse(version.Registration.Message.Find(Trailer.Record)) is { } record
            && await SizeAsync(record, cancel) is null)
        {
            Missing(blame, tag, shown, "record", record);
        }

        var digest = version.ManifestOrThrow(name);
        if (await SizeAsync(digest, cancel) is null)
        {
            Missing(blame, tag, shown, "manifest", digest);
            return;
        }

        Manifest manifest;
        try
        {
            manifest = await reader.ReadManifestAsync(digest, cancel);
        }
        catch (RegistryException e) when (e.Error != ErrorCodes.StoreUnavailable)
        {
            blame.Add(RegistryProblem.BlobDamaged, tag, $"'{shown}' cannot be restored: {e.Message}", e.Error);
            return;
        }

        await FindAsync(manifest.Files.Select(file => file.Sha256), cancel);
        foreach (var file in manifest.Files)
        {
            await CheckFileAsync(file, tag, shown, blame, cancel);
        }
    }

    private async Task CheckFileAsync(
        ManifestFile file, string tag, string shown, Blame blame, CancellationToken cancel)
    {
        var size = await SizeAsync(file.Sha256, cancel);
        if (size is null)
        {
            Missing(blame, tag, shown, $"file '{Shown.Of(file.Path)}'", file.Sha256);
        }
        else if (size != file.Size)
        {
            blame.Add(
                RegistryProblem.BlobDamaged, tag,
                $"The file '{Shown.Of(file.Path)}' of '{shown}' has {size} bytes in the store, and {file.Size} "
                + "were registered: restore the blob from another copy of the store.");
        }
    }

    private async Task<long?> SizeAsync(Digest digest, CancellationToken cancel)
    {
        await FindAsync([digest], cancel);
        return _sizes[digest];
    }

    private async Task FindAsync(IEnumerable<Digest> digests, CancellationToken cancel)
    {
        var unknown = digests.Where(digest => !_sizes.ContainsKey(digest)).ToHashSet();
        var found = unknown.Count == 0 ? null : await stores.FindAsync(unknown, cancel);
        foreach (var digest in unknown)
        {
            _sizes[digest] = found!.TryGetValue(digest, out var size) ? size : null;
        }
    }

    private static void Missing(Blame blame, string tag, string shown, string what, Digest digest) => blame.Add(
        RegistryProblem.BlobMissing, tag,
        $"The {what} of '{shown}' ({digest}) is in no store: see that registry.yaml names the store it was "
        + "registered to, or copy the blob there.");
}
