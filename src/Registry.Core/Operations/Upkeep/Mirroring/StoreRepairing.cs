using Registry.Content;
using Registry.Operations.Upkeep.Scrubbing;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Operations.Upkeep.Mirroring;

/// <summary>Mends what stores lack or have damaged. Nothing is taken away: a good blob takes a bad one's place.</summary>
internal sealed class StoreRepairing(RegistryContext registry, StoreRepairRequest request, IProgressSink? sink)
{
    /// <summary>Looks at the stores, but for the one to mend from.</summary>
    public async Task<IReadOnlyList<RepairedBlob>> PreviewAsync(CancellationToken cancel)
    {
        var selection = await StoreSelection.OpenAsync(registry, sink, cancel);
        var from = request.From is { } given ? selection.Find(given) : null;
        var targets = selection.FindAll(request.Check.Stores).Select(store => store.Url).Where(url => url != from?.Url);
        var (wanted, blobs) = (targets.ToList(), new List<RepairedBlob>());
        EnsureSource(selection, wanted);
        void Keep(StoreFinding finding)
        {
            if (finding.Problem is StoreProblem.Missing or StoreProblem.Damaged or StoreProblem.Unreadable)
            {
                blobs.Add(Of(finding));
            }
            else if (finding.Problem == StoreProblem.Unreachable)
            {
                sink?.Write(new RegistryMessage(MessageLevel.Warning, ErrorCodes.StoreUnavailable, finding.Message));
            }
        }

        var check = new StoreChecking(registry, request.Check with { Stores = wanted }, Keep, sink) { LookOnly = true };
        await check.RunAsync(cancel);
        return blobs;
    }

    /// <summary>What is to be mended of a finding.</summary>
    public static RepairedBlob Of(StoreFinding finding) => new()
    {
        Store = finding.Store,
        From = "",
        Problem = finding.Problem,
        Digest = finding.Digest!,
        Size = finding.Size,
        Name = finding.Name,
        Version = finding.Version,
        File = finding.File,
        Registry = finding.Registry,
    };

    public async Task<IReadOnlyList<RepairedBlob>> RunAsync(
        IReadOnlyList<RepairedBlob> blobs, CancellationToken cancel)
    {
        var selection = await StoreSelection.OpenAsync(registry, sink, cancel);
        var results = new List<RepairedBlob>();
        foreach (var store in blobs.GroupBy(blob => blob.Store))
        {
            var to = selection.Find(store.Key);
            var sources = request.From is { } given
                ? [selection.Find(given)] : selection.Own.Where(own => own.Url != to.Url).ToList();
            EnsureSource(selection, [to.Url]);
            results.AddRange(await MendAsync([.. store.DistinctBy(blob => blob.Digest)], sources, to, cancel));
        }

        return results;
    }

    private async Task<IReadOnlyList<RepairedBlob>> MendAsync(
        IReadOnlyList<RepairedBlob> blobs, List<IBlobStore> sources, IBlobStore to, CancellationToken cancel)
    {
        var from = new StoreSet(sources);
        var byDigest = blobs.ToDictionary(blob => Digest.TryParse(blob.Digest) ?? throw new RegistryException(
            ErrorCodes.Malformed, $"'{Naming.Shown.Of(blob.Digest)}' is no digest; give what Test-MLStore found."));
        var sizes = await from.FindAsync(byDigest.Keys, cancel);
        var wanted = byDigest.Where(pair => sizes.ContainsKey(pair.Key))
            .OrderBy(pair => pair.Value.File is "manifest" or "record")
            .Select(pair => new WantedBlob(pair.Key, sizes[pair.Key], pair.Value.File ?? pair.Key.Hex)).ToList();
        await StoreTenants.EnsureListedAsync(to, registry, cancel);
        var meter = new TransferMeter(sink, $"Mending {to.Url}", wanted.Sum(blob => blob.Size), wanted.Count);
        var transfer = new BlobTransfer(from, to, meter);
        foreach (var replace in new[] { false, true })
        {
            var copied = wanted.Where(blob => byDigest[blob.Digest].Problem == StoreProblem.Missing != replace);
            await transfer.CopyAsync(copied, replace, cancel);
        }

        var shown = string.Join(", ", sources.Select(source => source.Url));
        var results = new List<RepairedBlob>();
        foreach (var (digest, blob) in byDigest)
        {
            var why = !sizes.ContainsKey(digest) ? $"'{shown}' does not have it either; try another copy with -From."
                : transfer.Failures.TryGetValue(digest, out var error) ? error.Message
                : await WhyNotAsync(digest, to, cancel);
            results.Add(blob with
            {
                From = shown,
                Size = sizes.TryGetValue(digest, out var size) ? size : blob.Size,
                Mended = why is null,
                Message = why,
            });
        }

        return results;
    }

    /// <summary>What was put is read back: a disk or server that damaged it once may do so again.</summary>
    private static async Task<string?> WhyNotAsync(Digest digest, IBlobStore to, CancellationToken cancel) =>
        await BlobProbe.HashAsync(to, digest, null, cancel) is var (actual, _) && actual == digest
            ? null : $"'{to.Url}' has it damaged after it was put anew, too; see that its disk or server is sound.";

    private void EnsureSource(StoreSelection selection, List<string> targets)
    {
        if (targets.Count == 0 || (request.From is null && selection.Own.Count == 1 && targets.Contains(selection.Own[0].Url)))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                targets.Count == 0
                    ? "A store cannot be mended from itself; name another copy of it with -From."
                    : $"'{selection.Own[0].Url}' is the registry's only store; name another copy of it with -From.");
        }
    }
}
