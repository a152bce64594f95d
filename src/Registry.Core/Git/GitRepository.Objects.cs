namespace Registry.Git;

internal sealed partial class GitRepository
{
    /// <summary>Writes a tag object, byte for byte; no ref.</summary>
    public async Task<ObjectId> WriteTagAsync(string text, CancellationToken cancel) =>
        new((await GitAsync(["mktag"], text, cancel)).Trim());

    /// <summary>
    /// Writes a commit on a parent with the parent's own tree; reachable only through what will name it.
    /// </summary>
    public async Task<ObjectId> WriteChildCommitAsync(ObjectId parent, string message, CancellationToken cancel)
    {
        var tree = (await GitAsync(["rev-parse", "--verify", $"{parent}^{{tree}}"], null, cancel)).Trim();
        return await WriteCommitAsync(tree, parent, message, cancel);
    }

    /// <summary>Writes a commit whose tree is one file.</summary>
    public async Task<ObjectId> WriteFileCommitAsync(
        string file, string text, ObjectId? parent, string message, CancellationToken cancel)
    {
        var blob = (await GitAsync(["hash-object", "-w", "--stdin"], text, cancel)).Trim();
        var tree = (await GitAsync(["mktree"], $"100644 blob {blob}\t{file}\n", cancel)).Trim();
        return await WriteCommitAsync(tree, parent, message, cancel);
    }

    public async Task<bool> IsAncestorAsync(ObjectId older, ObjectId newer, CancellationToken cancel) =>
        (await TryGitAsync(["merge-base", "--is-ancestor", older.Hex, newer.Hex], null, cancel)).ExitCode == 0;

    private async Task<ObjectId> WriteCommitAsync(
        string tree, ObjectId? parent, string message, CancellationToken cancel)
    {
        List<string> arguments = ["-c", "commit.gpgSign=false", "commit-tree", tree];
        if (parent is { } known)
        {
            arguments.AddRange(["-p", known.Hex]);
        }

        return new ObjectId((await GitAsync(arguments, message, cancel)).Trim());
    }
}
