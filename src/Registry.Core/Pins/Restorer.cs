using Registry.Content;
using Registry.Stores;

namespace Registry.Pins;

/// <summary>
/// Brings a project's pins to its tree: what the lock file already says is used as it is, the rest is resolved; content
/// comes from the cache, else from the stores. Git and stores are opened only when one of them is needed.
/// </summary>
internal sealed class Restorer(RestoreRequest request, IProgressSink? sink)
{
    private const string Remedy = "run 'dotnet msbuild -t:RestoreModels -p:RestoreModelsLockedMode=false' and commit the lock file";
    private readonly PinRegistries _registries = new(request.Registry, request.BaseDirectory);

    public async Task<IReadOnlyList<RestoredModel>> RunAsync(CancellationToken cancel)
    {
        if (request is { Locked: true, ForceEvaluate: true })
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                "Locked mode and force-evaluate exclude each other; set RestoreModelsLockedMode or RestoreModelsForceEvaluate "
                + "to false.");
        }

        var pins = WantedPin.CreateAll(request.Pins);
        var old = await LockFileReader.ReadAsync(request.LockFile, cancel);
        EnsureNothingLeftOver(old, pins);
        var entries = new List<(WantedPin Pin, LockEntry Entry)>();
        foreach (var pin in pins)
        {
            entries.Add((pin, await pin.LocateAsync(() => LockedOrResolvedAsync(pin, old, cancel))));
        }

        var restored = new List<RestoredModel>();
        foreach (var (pin, entry) in entries)
        {
            restored.Add(await pin.LocateAsync(() => PlaceAsync(pin, entry, cancel)));
        }

        if (!request.Locked)
        {
            await new LockFile(entries.Select(pair => pair.Entry)).WriteAsync(request.LockFile, cancel);
        }

        return restored;
    }

    private async Task<LockEntry> LockedOrResolvedAsync(WantedPin pin, LockFile? old, CancellationToken cancel)
    {
        var locked = old?.Find(pin.Name);
        if (locked is not null && !request.ForceEvaluate && locked.Answers(pin))
        {
            return locked;
        }

        if (request.Locked)
        {
            throw pin.Refuse(
                ErrorCodes.LockDisagrees,
                locked is null
                    ? $"'{pin.Name}' ({pin.Requested}) is not in '{request.LockFile}'; {Remedy}."
                    : $"'{request.LockFile}' has '{pin.Name}' for '{locked.Requested}', and the project asks for "
                        + $"'{pin.Requested}'; {Remedy}.");
        }

        return request.Offline
            ? throw pin.Refuse(
                ErrorCodes.Offline,
                $"'{pin.Name}' ({pin.Requested}) is not in '{request.LockFile}', and offline nothing can be resolved; restore it "
                + "once without RestoreModelsOffline.")
            : await ResolveAsync(pin, locked?.Registry == pin.Registry ? locked : null, cancel);
    }

    private void EnsureNothingLeftOver(LockFile? old, IReadOnlyList<WantedPin> pins)
    {
        var left = request.Locked ? old?.Entries.FirstOrDefault(entry => pins.All(pin => pin.Name != entry.Name)) : null;
        if (left is not null)
        {
            throw new RegistryException(
                ErrorCodes.LockDisagrees,
                $"'{request.LockFile}' has '{left.Name}', which the project does not ask for any more; {Remedy}.")
            { File = request.LockFile };
        }
    }

    /// <param name="pin">What is asked for.</param>
    /// <param name="locked">What the lock file had of the same registry, now to be replaced.</param>
    /// <param name="cancel">Cancels.</param>
    private async Task<LockEntry> ResolveAsync(WantedPin pin, LockEntry? locked, CancellationToken cancel)
    {
        var registry = await _registries.OpenAsync(pin, cancel);
        var state = await registry.ReadModelAsync(pin.Name, pin.Pin, sink, cancel);
        if (locked is not null)
        {
            await new LockWitness(locked, registry).CheckAsync(state, cancel);
        }

        var (version, assignment) = Resolver.Resolve(state, pin.Pin, sink);
        var manifest = await Reader(pin).ReadManifestAsync(version.ManifestOrThrow(pin.Name), cancel);
        sink?.Write(new RegistryMessage(
            MessageLevel.Verbose, null, $"'{pin.Name}' ({pin.Requested}) resolved to {version.Version}."));
        return new LockEntry
        {
            Name = pin.Name,
            Requested = pin.Requested,
            Registry = pin.Registry,
            Version = version.Version,
            Commit = version.SourceCommit,
            Registration = new LockedTag(version.Registration.TagObject.Hex, version.Registration.Number),
            Assignment = assignment is null ? null : new LockedTag(assignment.TagObject.Hex, assignment.Number),
            Manifest = manifest,
        };
    }

    private async Task<RestoredModel> PlaceAsync(WantedPin pin, LockEntry entry, CancellationToken cancel)
    {
        var files = FileSelection.Of(entry.Manifest, pin.Files, [], $"{pin.Name}@{entry.Version}");
        var folder = entry.FolderBelow(request.Destination);
        var meter = new TransferMeter(sink, $"Restoring {pin.Name} {entry.Version}", files.Sum(f => f.Size), files.Count);
        return new RestoredModel
        {
            Name = pin.Name.Text,
            Version = entry.Version.ToString(),
            Stage = pin.Pin.Stage?.Text,
            Manifest = entry.Manifest.Digest.ToString(),
            Folder = folder,
            Registry = RegistryLocation.WithoutSecrets(_registries.LocationOf(pin)),
            Files = await NotErasedAsync(
                pin, entry,
                () => new Placement(Reader(pin), folder, request.UseHardLinks).PlaceAsync(files, meter, cancel), cancel),
        };
    }

    /// <summary>Where bytes are missing, whoever held on to them hears who gave them up.</summary>
    /// <exception cref="RegistryException">MLR1203 where the registry says so.</exception>
    private async Task<T> NotErasedAsync<T>(WantedPin pin, LockEntry entry, Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await work();
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.BlobMissing)
        {
            var registry = await _registries.OpenAsync(pin, cancel);
            var known = (await registry.Reader.ReadNamesAsync(cancel)).Contains(pin.Name);
            var state = known
                ? await registry.ReadModelAsync(pin.Name, Pin.OfVersion(entry.Version.ToString()), sink, cancel) : null;
            if (state?.Find(entry.Version) is { } version)
            {
                Resolver.NotErased(state, version);
            }

            throw;
        }
    }

    private ContentReader Reader(WantedPin pin) => new(ContentCache.OfUser(), cancel => OpenStoresAsync(pin, cancel));

    private async Task<StoreSet> OpenStoresAsync(WantedPin pin, CancellationToken cancel) =>
        request.Offline
            ? throw pin.Refuse(
                ErrorCodes.Offline,
                $"Files of '{pin.Name}' are not in the cache, and offline no store is asked; fill the cache once with "
                + "'dotnet msbuild -t:RestoreModels -p:RestoreModelsOffline=false'.")
            : await (await OpenForBytesAsync(pin, cancel)).OpenStoresAsync(sink, cancel);

    /// <summary>With a warm cache no registry would be needed: who has none is told so.</summary>
    private async Task<RegistryContext> OpenForBytesAsync(WantedPin pin, CancellationToken cancel)
    {
        try
        {
            return await _registries.OpenAsync(pin, cancel);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.NotARegistry || e.Error == ErrorCodes.GitFailed)
        {
            throw pin.Refuse(
                e.Error, $"Files of '{pin.Name}' are not in the cache, so their registry is needed: {e.Message}");
        }
    }
}
