using Registry.Git;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>A model as a clone's remote has it now. Objects come here to be read, no ref does.</summary>
internal static class RemoteTags
{
    private const int Tries = 3;

    /// <summary>The remote's tags, and those of the clone that are not there yet.</summary>
    /// <exception cref="RegistryException">MLR1001 where neither knows the model, MLR1102.</exception>
    public static async Task<ModelState> ReadAsync(RegistryContext registry, ModelName model, CancellationToken cancel)
    {
        if (registry.IsByUrl || registry.Remote is not { } remote)
        {
            return await registry.ReadModelAsync(model, cancel);
        }

        var refs = await BringAsync(registry, remote, model, cancel);
        var reader = new LedgerReader(registry.Repository, TimeProvider.System);
        return refs.Count == 0
            ? await registry.ReadModelAsync(model, cancel)
            : ModelFold.Fold(model, await reader.ReadEventsAsync(refs, cancel));
    }

    private static async Task<IReadOnlyList<GitRef>> BringAsync(
        RegistryContext registry, GitRemote remote, ModelName model, CancellationToken cancel)
    {
        var ours = await registry.Repository.ListRefsAsync(LedgerReader.PatternsOf(model), cancel);
        var known = ours.ToHashSet();
        for (var left = Tries; left > 0; left--)
        {
            var theirs = await remote.ListAsync(
                PinRefs.OfModel(model),
                $"See that the remote '{remote.Name}' can be reached, or set ModelStageDrift to none, which asks "
                + "nobody.",
                cancel);
            var unknown = theirs.Where(reference => !known.Contains(reference)).Select(r => r.Name).ToList();

            // A tag may go between the two questions; then both are asked again.
            if (unknown.Count == 0 || await remote.FetchObjectsAsync(unknown, cancel))
            {
                return LedgerReader.OfModel(theirs.Concat(ours).DistinctBy(reference => reference.Name), model);
            }
        }

        throw new RegistryException(
            ErrorCodes.GitFailed,
            $"Tags of '{model}' kept going from the remote '{remote.Name}' while it was looked at; run it again.");
    }
}
