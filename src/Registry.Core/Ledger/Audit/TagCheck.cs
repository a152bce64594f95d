using Registry.Git;
using Registry.Ledger.Writing;

namespace Registry.Ledger.Audit;

/// <summary>That every tag which a chain names is there as it was written, here and on the remote.</summary>
internal static class TagCheck
{
    public static void Run(ModelEvidence model, Blame blame)
    {
        // Until Sync-MLRegistry writes it anew, what was kept local may have the name of an event that the remote has since.
        var fetched = model.Fetched.Select(commit => commit.Link?.TagObject).OfType<ObjectId>();
        var unsent = model.Forked.Except(fetched).ToHashSet();
        foreach (var link in Links(model.Fetched.Concat(model.Local)))
        {
            if (!model.Tags.TryGetValue(link.Tag, out var here) || !unsent.Contains(here))
            {
                CheckHere(model, link, blame);
            }
        }

        if (model.Remote is not { } remote)
        {
            return;
        }

        // Of a remote without this chain, what was pushed there is known from the last time.
        foreach (var link in Links(model.Asked.Count > 0 ? model.Asked : model.Fetched))
        {
            CheckThere(model, remote, link, blame);
        }

        var chained = model.Asked.Select(commit => commit.Link?.TagObject).OfType<ObjectId>().ToHashSet();
        foreach (var (tag, target) in model.Tags.Where(tag => !blame.IsBlamed(tag.Key)))
        {
            if (remote.Tags.TryGetValue(tag, out var there) && there != target
                && !(unsent.Contains(target) && chained.Contains(there)))
            {
                blame.Tag(
                    RegistryProblem.DiffersOnRemote, tag,
                    $"'{tag}' is the object {Short(target)} here and {Short(there)} on the remote '{remote.Name}'. "
                    + "Find out which was first, and put it back where it was moved.");
            }
        }
    }

    private static void CheckHere(ModelEvidence model, ChainLink link, Blame blame)
    {
        var there = model.Remote is { } remote && remote.Tags.GetValueOrDefault(link.Tag) == link.TagObject;
        var remedy = there
            ? $"The remote '{model.Remote!.Name}' still has it: fetch it from there."
            : $"To put it back: git update-ref 'refs/tags/{link.Tag}' {Short(link.TagObject)}; what it said is in "
                + $"'Get-MLModelHistory {model.Name}'.";
        if (!model.Tags.TryGetValue(link.Tag, out var target))
        {
            blame.Tag(
                RegistryProblem.TagDeleted, link.Tag,
                $"The tag '{link.Tag}' is gone; the chain has it as {Short(link.TagObject)}. {remedy}");
        }
        else if (target != link.TagObject)
        {
            blame.Tag(
                RegistryProblem.TagMoved, link.Tag,
                $"The tag '{link.Tag}' was moved: the chain has it as {Short(link.TagObject)}, and {Short(target)} "
                + $"stands there now. {remedy}");
        }
    }

    private static void CheckThere(ModelEvidence model, RemoteEvidence remote, ChainLink link, Blame blame)
    {
        if (!remote.Tags.TryGetValue(link.Tag, out var there))
        {
            blame.Tag(
                RegistryProblem.MissingOnRemote, link.Tag,
                $"The tag '{link.Tag}' is gone from the remote '{remote.Name}', which had it. "
                + (model.Tags.GetValueOrDefault(link.Tag) == link.TagObject
                    ? $"It is still here; to put it back: git push {remote.Name} 'refs/tags/{link.Tag}'; what it said is in 'Get-MLModelHistory {model.Name}'."
                    : $"See 'Get-MLModelHistory {model.Name}' for what it said."));
        }
        else if (there != link.TagObject)
        {
            blame.Tag(
                RegistryProblem.DiffersOnRemote, link.Tag,
                $"The tag '{link.Tag}' was moved on the remote '{remote.Name}': the chain has it as "
                + $"{Short(link.TagObject)}, and {Short(there)} stands there now. Put back what was there.");
        }
    }

    private static IEnumerable<ChainLink> Links(IEnumerable<History.ChainCommit> commits) =>
        commits.Select(commit => commit.Link).OfType<ChainLink>().DistinctBy(link => (link.Tag, link.TagObject));

    private static string Short(ObjectId id) => id.Hex[..12];
}
