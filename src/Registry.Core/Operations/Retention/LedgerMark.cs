using Registry.Content;
using Registry.Ledger;
using Registry.Ledger.History;
using Registry.Naming;
using Registry.Stores.Collection;

namespace Registry.Operations.Retention;

/// <summary>
/// Which blobs the versions reach. It grows while a run lasts: what was reached at any moment of it is spared.
/// </summary>
internal sealed class LedgerMark(Func<Digest, CancellationToken, Task<Manifest>> readManifest, LockedContent locked)
{
    private const int AtOnce = 8;
    private readonly HashSet<Digest> _wanted = [.. locked.Blobs];
    private readonly HashSet<Digest> _givenUp = [];
    private readonly Dictionary<Digest, Manifest?> _read = [];

    public Mark Mark => new(_wanted, _givenUp);

    /// <summary>Adds what the versions of a ledger reach.</summary>
    /// <param name="ledger">Every model, with the registrations whose tags are gone.</param>
    /// <param name="isGivenUp">Which versions are erased, or are to be.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RegistryException">The manifest of a version that is not given up cannot be read.</exception>
    public async Task AddAsync(
        IReadOnlyList<ModelHistory> ledger, Func<ModelName, VersionState?, bool> isGivenUp, CancellationToken cancel)
    {
        var registered = ledger
            .SelectMany(model => model.Events.Select(past => past.Event).Where(e => e.Kind == EventKind.Register)
                .Select(e => (Event: e, IsGivenUp: isGivenUp(model.State.Name, model.State.Find(e.Name.Version!)))))
            .ToLookup(pair => pair.IsGivenUp, pair => pair.Event);
        await ReadAsync(registered[false], isNeeded: true, cancel);
        await ReadAsync(registered[true], isNeeded: false, cancel);
        Reach(registered[false], _wanted);
        Reach(registered[true], _givenUp);
    }

    /// <summary>
    /// The bytes of a version's files that nothing wanted reaches, and that were not counted before.
    /// </summary>
    public long Free(VersionState version, HashSet<Digest> counted) =>
        version.Manifest is { } digest && _read.GetValueOrDefault(digest) is { } manifest
            ? manifest.Files.Where(file => !_wanted.Contains(file.Sha256) && counted.Add(file.Sha256)).Sum(file => file.Size)
            : 0;

    private void Reach(IEnumerable<RegistryEvent> registrations, HashSet<Digest> reached)
    {
        foreach (var e in registrations)
        {
            reached.UnionWith(Named(e));
            if (ManifestOf(e) is { } digest && _read[digest] is { } manifest)
            {
                reached.UnionWith(manifest.Files.Select(file => file.Sha256));
            }
        }
    }

    private async Task ReadAsync(IEnumerable<RegistryEvent> registrations, bool isNeeded, CancellationToken cancel)
    {
        var unread = registrations.Select(e => (Digest: ManifestOf(e), Event: e)).Where(pair => pair.Digest is not null)
            .DistinctBy(pair => pair.Digest).Where(pair => _read.GetValueOrDefault(pair.Digest!.Value) is null).ToList();
        foreach (var some in unread.Chunk(AtOnce))
        {
            var manifests = await Task.WhenAll(some.Select(pair => ReadAsync(pair.Digest!.Value, pair.Event, isNeeded, cancel)));
            foreach (var (pair, manifest) in some.Zip(manifests))
            {
                _read[pair.Digest!.Value] = manifest;
            }
        }
    }

    private async Task<Manifest?> ReadAsync(Digest digest, RegistryEvent e, bool isNeeded, CancellationToken cancel)
    {
        try
        {
            return await readManifest(digest, cancel);
        }
        catch (RegistryException) when (!isNeeded)
        {
            // Swept already, or damaged: whatever of it is left is swept as what nothing names.
            return null;
        }
        catch (RegistryException failure)
        {
            throw new RegistryException(
                failure.Error,
                $"What '{e.Tag}' reaches cannot be told, so nothing was condemned or swept: {failure.Message}", failure);
        }
    }

    private static IEnumerable<Digest> Named(RegistryEvent e) =>
        new[] { ManifestOf(e), Digest.TryParse(e.Message.Find(Trailer.Record)) }.OfType<Digest>();

    private static Digest? ManifestOf(RegistryEvent e) => Digest.TryParse(e.Message.Find(Trailer.Manifest));
}
