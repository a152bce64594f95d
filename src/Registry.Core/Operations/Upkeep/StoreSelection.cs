using System.Globalization;
using Registry.Configuration;
using Registry.Stores;

namespace Registry.Operations.Upkeep;

/// <summary>The stores that someone names: by their place in <c>registry.yaml</c>, by URL, or any other by its URL.</summary>
internal sealed class StoreSelection
{
    private readonly RegistryContext _registry;

    private StoreSelection(RegistryContext registry, IReadOnlyList<IBlobStore> own) => (_registry, Own) = (registry, own);

    /// <summary>The registry's, in order.</summary>
    public IReadOnlyList<IBlobStore> Own { get; }

    /// <exception cref="RegistryException">MLR1101 where the registry has no store; MLR1201.</exception>
    public static async Task<StoreSelection> OpenAsync(
        RegistryContext registry, IProgressSink? sink, CancellationToken cancel) =>
        new(registry, (await registry.OpenStoresAsync(sink, cancel)).Stores);

    /// <exception cref="RegistryException">MLR1001 for a place where no store is, MLR1201 for a kind that is unknown.</exception>
    public IBlobStore Find(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return index < Own.Count ? Own[index] : throw new RegistryException(
                ErrorCodes.NotFound,
                $"There is no store {index}; {RegistryConfiguration.FileName} has {Own.Count}, counted from 0: "
                + $"{string.Join(", ", Own.Select(store => $"'{store.Url}'"))}.");
        }

        // One of the registry's own may have settings that its URL does not tell.
        var opened = StoreFactory.Open([new StoreSettings(text, null, null, false, 0)], _registry.Location).Primary;
        return Own.FirstOrDefault(store => store.Url == opened.Url) ?? opened;
    }

    /// <summary>Those that are named, each once; all of the registry's where none is.</summary>
    public IReadOnlyList<IBlobStore> FindAll(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? Own : [.. texts.Select(Find).DistinctBy(store => store.Url)];

    /// <summary>These and the registry's own: wherever a blob may be found.</summary>
    public StoreSet With(params IEnumerable<IBlobStore> stores) =>
        new([.. stores.Concat(Own).DistinctBy(store => store.Url)]);
}
