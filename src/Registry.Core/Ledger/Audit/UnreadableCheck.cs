using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Audit;

/// <summary>Tags that are named like events and are none: no tool can read them, and some end GTO.</summary>
internal sealed class UnreadableCheck(GitRepository repository, TimeProvider time)
{
    private const string Ends = "every command of GTO fails while it is there";

    public async Task RunAsync(ModelEvidence model, Blame blame, CancellationToken cancel)
    {
        var read = model.State.Events.Select(e => e.Tag).ToHashSet();
        var unread = model.Tags.Where(tag => !read.Contains(tag.Key) && !blame.IsBlamed(tag.Key))
            .Select(tag => new GitRef("refs/tags/" + tag.Key, tag.Value)).ToList();
        if (unread.Count == 0)
        {
            return;
        }

        var types = (await repository.GitAsync(
            ["cat-file", "--batch-check=%(objecttype)"],
            string.Concat(unread.Select(reference => reference.Target.Hex + "\n")), cancel)).Split('\n');
        var at = 0;
        await foreach (var (reference, tag) in repository.ReadTagsAsync(unread, cancel))
        {
            var name = reference.Name["refs/tags/".Length..];
            var why = types[at++] == "tag" ? WhyOf(TagName.TryParse(name)!, name, tag)
                : "it is lightweight, which counts nowhere";
            blame.Tag(
                RegistryProblem.UnreadableTag, name,
                $"The tag '{name}' is named like an event and is none: {why}. Delete it with 'git tag -d "
                + $"\"{name}\"', and on the remote.");
        }
    }

    private string WhyOf(TagName name, string tag, TagObject? found) =>
        found is not { } read ? "its object cannot be read, or is larger than any event"
        : name.Kind == EventKind.Created ? $"'@created' has no meaning, and {Ends}"
        : read.TargetType != "commit" ? $"it is on a {read.TargetType}, not on a commit, and {Ends}"
        : read.Tagger is not { Date: var date } ? $"it has no tagger with a time, and {Ends}"
        : read.Name != tag ? $"it is a copy of '{Shown.Of(read.Name)}' under another name"
        : name.Counter > TagName.MaxCounter ? $"its counter is above {TagName.MaxCounter}"
        : $"it is dated {date:u}, more than a day ahead of {time.GetUtcNow():u}";
}
