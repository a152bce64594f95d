using Registry.Content;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Operations;

/// <summary>Places a version's files in a folder.</summary>
internal sealed class Saving(RegistryContext registry, SaveRequest request, IProgressSink? sink)
{
    public async Task<IReadOnlyList<PlacedFile>> RunAsync(CancellationToken cancel)
    {
        var name = ModelName.Parse(request.Name);
        var pin = request.Version is not null ? Pin.OfVersion(request.Version)
            : request.Stage is not null ? Pin.OfStage(request.Stage) : Pin.Latest;
        var destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Destination));
        var state = await registry.ReadModelAsync(name, pin, sink, cancel);
        var version = Resolver.Resolve(state, pin, sink).Version;
        var reader = registry.NewReader(sink);
        var manifest = await reader.ReadManifestAsync(version.ManifestOrThrow(name), cancel);
        var files = FileSelection.Of(manifest, request.Include, request.Exclude, $"{name}@{version.Version}");
        var meter = new TransferMeter(
            sink, $"Saving {name} {version.Version}", files.Sum(file => file.Size), files.Count);
        if (!request.Force)
        {
            await new ForeignFileGuard(reader, destination).CheckAsync(files, cancel);
        }

        return await new Placement(reader, destination, request.UseHardLinks).PlaceAsync(files, meter, cancel);
    }
}
