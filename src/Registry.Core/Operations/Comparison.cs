using System.Globalization;
using Registry.Content;
using Registry.Ledger;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Operations;

/// <summary>
/// Tells in what two versions of a model differ: by their manifests and by what their events say. Contents are not read.
/// </summary>
internal sealed class Comparison(RegistryContext registry, CompareRequest request, IProgressSink? sink)
{
    public async Task<IReadOnlyList<ModelDifference>> RunAsync(CancellationToken cancel)
    {
        var name = ModelName.Parse(request.Name);
        var state = await registry.ReadModelAsync(name, cancel);
        var one = Resolver.Resolve(state, Pin.OfVersion(request.Version), sink).Version;
        var other = Resolver.Resolve(state, Pin.OfVersion(request.DifferenceVersion), sink).Version;
        var (before, after) = (state.ToVersion(one, registry.Location), state.ToVersion(other, registry.Location));
        var table = new DifferenceTable(before, after);
        if (one.Manifest is not null && other.Manifest is not null)
        {
            var reader = registry.NewReader(sink);
            table.Add(
                DifferenceKind.File, await FilesAsync(reader, one, name, cancel), await FilesAsync(reader, other, name, cancel),
                file => file.Sha256.ToString(), file => file.Size);
        }
        else
        {
            sink?.Write(new RegistryMessage(MessageLevel.Warning, null, NoFiles(name, one.Manifest is null ? one : other)));
        }

        table.Add(
            DifferenceKind.Metric, before.Metrics, after.Metrics,
            value => value.ToString("R", CultureInfo.InvariantCulture), value => value);
        table.Add(DifferenceKind.Parameter, before.Parameters, after.Parameters, value => value);
        table.Add(DifferenceKind.Data, DataOf(before), DataOf(after), digest => digest);
        table.Add(DifferenceKind.Label, before.Labels, after.Labels, value => value);
        return table.Rows;
    }

    private static async Task<IEnumerable<KeyValuePair<string, ManifestFile>>> FilesAsync(
        ContentReader reader, VersionState version, ModelName name, CancellationToken cancel) =>
        (await reader.ReadManifestAsync(version.ManifestOrThrow(name), cancel)).Files
            .Select(file => KeyValuePair.Create(file.Path, file));

    /// <summary>Each a path, a space and a digest; a path may have spaces of its own.</summary>
    private static IEnumerable<KeyValuePair<string, string>> DataOf(ModelVersion version) => version.Data
        .Select(data => (Data: data, Cut: data.LastIndexOf(' ')))
        .Select(data => data.Cut < 0 ? KeyValuePair.Create(data.Data, "")
            : KeyValuePair.Create(data.Data[..data.Cut], data.Data[(data.Cut + 1)..]))
        .DistinctBy(data => data.Key);

    private static string NoFiles(ModelName name, VersionState version) =>
        $"'{name}@{version.Version}' was registered by a tool that stores no bytes with it; its files are not compared.";
}
