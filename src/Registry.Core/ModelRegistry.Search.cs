using System.Runtime.CompilerServices;
using Registry.Ledger;
using Registry.Ledger.Search;
using Registry.Naming;
using Registry.Pins;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>A filter that names no more models than this has each of them read alone.</summary>
    private const int FewModels = 8;

    /// <summary>Versions of one model, highest first.</summary>
    /// <exception cref="RegistryException">
    /// MLR1001 where the model, an exact version or a stage is missing; MLR1003.
    /// </exception>
    public async IAsyncEnumerable<ModelVersion> GetVersionsAsync(
        string name, VersionQuery query, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var pin = PinOf(query);
        var state = await _context.ReadModelAsync(ModelName.Parse(name), cancel);
        foreach (var version in Select(state, query, pin))
        {
            yield return state.ToVersion(version, Location);
        }
    }

    /// <summary>
    /// The same of all models whose names are wanted, every one for null, in ordinal order, each model as soon as it is
    /// read. One that has no such version or stage is passed over.
    /// </summary>
    /// <exception cref="RegistryException">MLR1003.</exception>
    public async IAsyncEnumerable<ModelVersion> GetVersionsAsync(
        Func<string, bool>? wanted, VersionQuery query, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var pin = PinOf(query);
        await foreach (var state in _context.Reader.ReadEachAsync(wanted, cancel))
        {
            foreach (var version in SelectOrNone(state, query, pin))
            {
                yield return state.ToVersion(version, Location);
            }
        }
    }

    /// <summary>
    /// Versions that a filter lets through, by the ordinal order of their models' names, then highest first, each model
    /// as soon as it is read. Finding none is no failure.
    /// </summary>
    /// <exception cref="RegistryException">MLR1003 with the filter's column, MLR1001.</exception>
    public async IAsyncEnumerable<ModelVersion> FindVersionsAsync(
        FindRequest request, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var filter = FilterParser.Parse(request.Filter ?? "");
        await foreach (var state in ReadForAsync(request, filter.Models, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            var versions = request.All ? state.Versions : state.Active;
            foreach (var found in versions.Select(version => state.ToVersion(version, Location)).Where(filter.Holds))
            {
                yield return found;
            }
        }
    }

    private static Pin? PinOf(VersionQuery query) => query.Version is not null ? Pin.OfVersion(query.Version)
        : query.Stage is not null ? Pin.OfStage(query.Stage) : null;

    private static IEnumerable<VersionState> Select(ModelState state, VersionQuery query, Pin? pin)
    {
        var versions = query.All ? state.Versions : state.Active;
        return pin switch
        {
            null => versions,
            { Exact: { } exact } when query.All && state.Find(exact) is { } any => [any],
            { Exact: not null } or { Stage: not null } => [Resolver.Resolve(state, pin, null).Version],
            _ when pin == Pin.Latest => [Resolver.Resolve(state, pin, null).Version],
            _ => versions.Where(version => pin.Accepts(version.Version)),
        };
    }

    private static IEnumerable<VersionState> SelectOrNone(ModelState state, VersionQuery query, Pin? pin)
    {
        try
        {
            return Select(state, query, pin);
        }
        catch (RegistryException e) when (e.Kind == ErrorKind.NotFound)
        {
            return [];
        }
    }

    /// <summary>The models that can have a match, in order.</summary>
    private async IAsyncEnumerable<ModelState> ReadForAsync(
        FindRequest request, IReadOnlySet<string>? pinned, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (request.Name is { } name)
        {
            yield return await _context.ReadModelAsync(ModelName.Parse(name), cancel);
            yield break;
        }

        bool Wanted(string model) => pinned?.Contains(model) != false && request.NameMatches?.Invoke(model) != false;

        if (pinned is not { Count: <= FewModels })
        {
            var all = pinned is null && request.NameMatches is null;
            await foreach (var state in _context.Reader.ReadEachAsync(all ? null : Wanted, cancel))
            {
                yield return state;
            }

            yield break;
        }

        foreach (var model in pinned.Where(Wanted).Select(ModelName.TryParse).OfType<ModelName>().Order())
        {
            yield return await _context.Reader.ReadAsync(model, cancel);
        }
    }
}
