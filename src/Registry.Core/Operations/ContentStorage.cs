using System.Globalization;
using System.Runtime.InteropServices;
using Registry.Content;
using Registry.Content.Caching;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Operations;

/// <summary>What was stored for a version, and the trailers that prove and describe it.</summary>
internal sealed record StoredContent(Manifest Manifest, IReadOnlyList<KeyValuePair<string, string>> Trailers);

/// <summary>Brings what is to be registered into the store: the files, then the manifest, then the record.</summary>
internal sealed class ContentStorage(RegistryContext registry, RegisterRequest request, IProgressSink? sink)
{
    private static readonly string[] s_lockFiles =
    [
        "Cargo.lock", "Pipfile.lock", "conda-lock.yml", "models.lock.json", "package-lock.json", "packages.lock.json",
        "pdm.lock", "poetry.lock", "requirements.txt", "uv.lock",
    ];

    private readonly HashMemory _memory = ContentCache.MemoryOfUser();

    /// <summary>Stores files, manifest and record; the trailers name all three.</summary>
    /// <param name="described">Trailers that need no content, metrics and parameters first.</param>
    public async Task<StoredContent> StoreAsync(
        ObjectId commit, List<KeyValuePair<string, string>> described, CancellationToken cancel)
    {
        var sources = SourceFiles.Find(request.Path, cancel);

        // Checks every path before the first byte moves.
        _ = Manifest.Create(sources.Select(source => new ManifestFile(source.Path, source.Size, default)));
        var data = await HashDataAsync(cancel);
        var recording = RecordAsync(commit, data, cancel);
        var store = (await registry.OpenStoresAsync(sink, cancel)).Primary;
        var watch = await PutWatch.BeginAsync(store, sink, cancel);
        var meter = new TransferMeter(sink, $"Registering {request.Name}", sources.Sum(s => s.Size), sources.Count);
        var stored = await new KnownSources(store, _memory, request.Force).PutAsync(sources, meter, cancel);
        var manifest = Manifest.Create(
            sources.Zip(stored, (source, blob) => new ManifestFile(source.Path, blob.Size, blob.Digest)));
        var record = await recording;
        var listing = StoreTenants.EnsureListedAsync(store, registry, cancel);
        var digests = await Task.WhenAll(
            store.PutBytesAsync(manifest.ToBytes(), cancel), store.PutBytesAsync(record.ToBytes(), cancel));
        await listing;
        await SecureAsync((store, watch), sources, stored, [manifest.ToBytes(), record.ToBytes()], cancel);
        var split = described.FindIndex(pair => pair.Key is not (Trailer.Metric or Trailer.Param));
        List<KeyValuePair<string, string>> trailers =
        [
            new(Trailer.Manifest, manifest.Digest.ToString()),
            new(Trailer.Record, digests[1].ToString()),
            new(Trailer.Files, manifest.Files.Count.ToString(CultureInfo.InvariantCulture)),
            new(Trailer.Size, manifest.TotalSize.ToString(CultureInfo.InvariantCulture)),
            .. split < 0 ? described : described[..split],
            .. data.Select(d => KeyValuePair.Create(Trailer.Data, $"{d.Path} {d.Digest}")),
            .. split < 0 ? [] : described[split..],
        ];
        return new StoredContent(manifest, trailers);
    }

    /// <summary>Puts anew what was swept while it was thought to be there.</summary>
    private async Task SecureAsync(
        (IBlobStore Store, PutWatch Watch) to, IReadOnlyList<SourceFile> sources,
        IReadOnlyList<(Digest Digest, long Size)> stored, byte[][] small, CancellationToken cancel)
    {
        var gone = await to.Watch.SecureAsync(
            [.. stored.Select(blob => blob.Digest), .. small.Select(bytes => Digest.Of(bytes))], cancel);
        var again = sources.Zip(stored, (source, blob) => (Source: source, blob.Digest))
            .Where(pair => gone.Contains(pair.Digest)).DistinctBy(pair => pair.Digest).ToList();
        if (again.Count > 0)
        {
            var meter = new TransferMeter(sink, $"Registering {request.Name}", again.Sum(pair => pair.Source.Size), again.Count);
            var put = await to.Store.PutFilesAsync([.. again.Select(pair => pair.Source)], meter, cancel);
            var changed = again.Zip(put).FirstOrDefault(pair => pair.First.Digest != pair.Second.Digest).First.Source;
            if (changed is not null)
            {
                throw new RegistryException(
                    ErrorCodes.Mismatch,
                    $"'{Naming.Shown.Of(changed.FullPath)}' changed while it was registered; nothing was registered, run it again.");
            }
        }

        foreach (var bytes in small.Where(bytes => gone.Contains(Digest.Of(bytes))))
        {
            await to.Store.PutBytesAsync(bytes, cancel);
        }
    }

    private async Task<IReadOnlyList<(string Path, Digest Digest)>> HashDataAsync(CancellationToken cancel)
    {
        var data = new List<(string, Digest)>();
        foreach (var path in request.Data)
        {
            var hashed = new List<ManifestFile>();
            foreach (var file in SourceFiles.Find(path, cancel))
            {
                hashed.Add(new ManifestFile(file.Path, file.Size, Hash(file.FullPath, cancel)));
            }

            // A folder is known by the digest of the manifest it would have.
            var shown = Path.GetRelativePath(registry.Repository.Path, path).Replace(Path.DirectorySeparatorChar, '/');
            data.Add((
                MessageBuilder.OneLine(shown.StartsWith("..", StringComparison.Ordinal) ? Path.GetFileName(path) : shown, "data path"),
                File.Exists(path) ? hashed[0].Sha256 : Manifest.Create(hashed).Digest));
        }

        return data;
    }

    private Digest Hash(string path, CancellationToken cancel) =>
        new PresentFile(path, request.Force ? new HashMemory(null) : _memory).Hash(cancel);

    /// <summary>What is known of where it came from; gathered while the files are stored.</summary>
    private async Task<ModelRecord> RecordAsync(
        ObjectId commit, IReadOnlyList<(string Path, Digest Digest)> data, CancellationToken cancel)
    {
        var repository = registry.Repository;
        bool? dirty = request.Revision is not null || repository.IsBare ? null
            : (await repository.GitAsync(["status", "--porcelain", "--untracked-files=no"], null, cancel)).Length > 0;
        var lockFiles = new List<(string, Digest)>();
        foreach (var file in s_lockFiles.Where(_ => !repository.IsBare))
        {
            var path = Path.Combine(repository.Path, file);
            if (new FileInfo(path) is { Exists: true, LinkTarget: null } && FileSystem.IsRegularFile(path))
            {
                lockFiles.Add((file, Hash(path, cancel)));
            }
        }

        return new ModelRecord
        {
            Commit = commit.Hex,
            Dirty = dirty,
            Remote = registry.Remote?.Url,
            Data = data,
            Metrics = request.Metrics,
            Parameters = request.Parameters,
            LockFiles = lockFiles,
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            Sdk = request.Sdk,
            Ci = ContinuousIntegration.Detect(Environment.GetEnvironmentVariable),
        };
    }
}
