using Registry.Ledger.Writing;

namespace Registry.Ledger.Audit;

/// <summary>That chains are there, went forward only, and know every event that was written along them.</summary>
internal static class ChainCheck
{
    public static void Run(ModelEvidence model, Blame blame)
    {
        CheckRewound(model, blame);
        foreach (var commit in model.Commits)
        {
            if (commit.Link is null)
            {
                blame.Model(
                    RegistryProblem.ChainRewound,
                    $"The commit {commit.Id.Hex[..12]} in the chain of '{model.Name}' names no event: it was not "
                    + $"written by this tool. See 'git log refs/registry/{model.Name.TagForm}@chain'.");
            }
        }
    }

    /// <summary>
    /// Numbered events that no chain has. Where the remote may know more, or takes no chains, that says nothing.
    /// </summary>
    public static void RunUnchained(ModelEvidence model, Blame blame)
    {
        if (model.IsBlind || (model.Remote is { } remote && model.Asked.Count == 0 && remote.Chains.Count == 0))
        {
            return;
        }

        var numbered = model.State.Events.Where(e => e.Number is not null).ToList();
        var chained = model.Links.Select(link => link.TagObject).ToHashSet();
        if (numbered.Count > 0 && !model.HasChain)
        {
            blame.Model(
                RegistryProblem.ChainMissing,
                $"'{model.Name}' has numbered events, such as '{numbered[^1].Tag}', and the chain "
                + $"'refs/registry/{model.Name.TagForm}@chain' is gone: what was deleted with it cannot be told. "
                + "Fetch it from another clone.");
            return;
        }

        foreach (var e in numbered.Where(e => !chained.Contains(e.TagObject)))
        {
            blame.Tag(
                RegistryProblem.NotInChain, e.Tag,
                $"'{e.Tag}' by {e.Tagger.Name} says it is event {e.Number}, and the chain of '{model.Name}' does "
                + "not know it: it was forged, or the chain went back. Compare with another clone.");
        }
    }

    private static void CheckRewound(ModelEvidence model, Blame blame)
    {
        if (model.Remote is not { } remote || model.Tips.Fetched is not { } fetched)
        {
            return;
        }

        if (model.Asked.Count == 0)
        {
            // A host that takes no chains has none of any model.
            if (remote.Chains.Count > 0)
            {
                blame.Model(
                    RegistryProblem.ChainMissing,
                    $"The remote '{remote.Name}' had a chain of '{model.Name}', and it is gone. It is still here: "
                    + $"'git push {remote.Name} {fetched.Hex}:refs/registry/{model.Name.TagForm}@chain' puts it back.");
            }

            return;
        }

        var there = model.Asked.Select(commit => commit.Id).ToHashSet();
        var lost = model.Fetched.Where(commit => !there.Contains(commit.Id)).Select(commit => commit.Link)
            .OfType<ChainLink>().ToList();
        if (lost.Count > 0)
        {
            blame.Model(
                RegistryProblem.ChainRewound,
                $"The chain of '{model.Name}' went back on the remote '{remote.Name}': it no longer has "
                + $"{string.Join(", ", lost.Take(5).Select(link => $"'{link.Tag}'"))}{(lost.Count > 5 ? ", …" : "")}. "
                + "Compare with other clones, and put back what was there.");
        }
    }
}
