using Registry.Ledger;
using Registry.Ledger.Search;
using Registry.Naming;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>A filter that names no more models than this has each of them read alone.</summary>
    private const int FewModels = 8;

    /// <summary>
    /// Versions that a filter lets through, by the ordinal order of their models' names, then highest first. Finding
    /// none is no failure.
    /// </summary>
    /// <exception cref="RegistryException">MLR1003 with the filter's column, MLR1001.</exception>
    public async Task<IReadOnlyList<ModelVersion>> FindVersionsAsync(
        FindRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var filter = FilterParser.Parse(request.Filter ?? "");
        var found = new List<ModelVersion>();
        foreach (var state in await ReadForAsync(request, filter.Models, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            var versions = request.All ? state.Versions : state.Active;
            found.AddRange(versions.Select(version => state.ToVersion(version, Location)).Where(filter.Holds));
        }

        return found;
    }

    /// <summary>The models that can have a match, in order.</summary>
    private async Task<IEnumerable<ModelState>> ReadForAsync(
        FindRequest request, IReadOnlySet<string>? pinned, CancellationToken cancel)
    {
        if (request.Name is { } name)
        {
            return [await _context.ReadModelAsync(ModelName.Parse(name), cancel)];
        }

        bool Wanted(string model) => pinned?.Contains(model) != false && request.NameMatches?.Invoke(model) != false;

        if (pinned is not { Count: <= FewModels })
        {
            return (await _context.Reader.ReadAllAsync(cancel)).Where(state => Wanted(state.Name.Text));
        }

        var states = new List<ModelState>();
        foreach (var model in pinned.Where(Wanted).Select(ModelName.TryParse).OfType<ModelName>().Order())
        {
            states.Add(await _context.Reader.ReadAsync(model, cancel));
        }

        return states;
    }
}
