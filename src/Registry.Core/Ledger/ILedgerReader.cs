using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Where states come from: the tags of a repository here, or those of a remote as they are now.</summary>
internal interface ILedgerReader
{
    Task<ModelState> ReadAsync(ModelName model, CancellationToken cancel);

    /// <summary>Every model, in ordinal order.</summary>
    Task<IReadOnlyList<ModelState>> ReadAllAsync(CancellationToken cancel);

    /// <summary>The names of all models that have a tag, without reading any.</summary>
    Task<IReadOnlyList<ModelName>> ReadNamesAsync(CancellationToken cancel);
}
