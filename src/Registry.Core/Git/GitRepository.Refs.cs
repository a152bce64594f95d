using System.Globalization;
using System.Text;

namespace Registry.Git;

internal sealed partial class GitRepository
{
    /// <summary>An object larger than this is no tag of ours or of GTO's; it is passed over unread.</summary>
    private const int LargestTag = 64 * 1024;

    /// <summary>
    /// Refs that match any of the patterns (as <c>git for-each-ref</c> has them), in byte order of their names.
    /// </summary>
    public async Task<IReadOnlyList<GitRef>> ListRefsAsync(IEnumerable<string> patterns, CancellationToken cancel)
    {
        var text = await GitAsync(
            ["for-each-ref", "--format=%(objectname) %(refname)", "--", .. patterns], null, cancel);
        var refs = new List<GitRef>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var space = line.IndexOf(' ');
            if (space > 0)
            {
                refs.Add(new GitRef(line[(space + 1)..].ToString(), new ObjectId(line[..space].ToString())));
            }
        }

        return refs;
    }

    public async Task<ObjectId?> FindRefAsync(string name, CancellationToken cancel)
    {
        // Not rev-parse, which takes a name that ends like 'git describe' prints it for the commit in it.
        var output = await TryGitAsync(["show-ref", "--verify", "--hash", "--", name], null, cancel);
        return ObjectId.TryParse(output.Text.Trim());
    }

    /// <summary>
    /// Reads the tag objects behind refs, one process for all, in the refs' order; null for what is no tag object.
    /// </summary>
    public async IAsyncEnumerable<(GitRef Ref, TagObject? Tag)> ReadTagsAsync(
        IReadOnlyList<GitRef> refs,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (refs.Count == 0)
        {
            yield break;
        }

        using var process = GitProcess.Start(Path, ["cat-file", "--batch", "--buffer"]);
        await using var killing = cancel.Register(() => GitProcess.End(process)).ConfigureAwait(false);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var asking = Task.Run(() => AskAsync(process.StandardInput, refs), CancellationToken.None);
        var answers = new BatchReader(process.StandardOutput.BaseStream);
        foreach (var entry in refs)
        {
            var text = await ReadAsync(answers, cancel);
            yield return (entry, text is null ? null : TagObject.TryParse(text));
        }

        await asking;
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
        {
            throw Failed(["cat-file", "--batch"], new GitOutput(process.ExitCode, "", await error));
        }
    }

    /// <summary>
    /// Creates and moves refs in one transaction: all or none. A zero or null old value means it must not exist.
    /// </summary>
    /// <returns>False where a ref was not as expected.</returns>
    public async Task<bool> UpdateRefsAsync(
        IEnumerable<(string Ref, ObjectId New, ObjectId? Old)> updates, CancellationToken cancel)
    {
        var script = new StringBuilder("start\n");
        foreach (var (name, target, old) in updates)
        {
            script.Append(old is null
                ? $"create {name} {target}\n"
                : string.Create(CultureInfo.InvariantCulture, $"update {name} {target} {old}\n"));
        }

        script.Append("prepare\ncommit\n");
        // Not cancelled half-way: that would leave lock files, and it takes no time.
        cancel.ThrowIfCancellationRequested();
        var output = await TryGitAsync(["update-ref", "--stdin"], script.ToString(), CancellationToken.None);
        return output.ExitCode == 0
            || (IsRefConflict(output.Error) ? false : throw Failed(
                ["update-ref", "--stdin"], output, "If no git runs there, delete the lock file that it names."));
    }

    private static async Task<string?> ReadAsync(BatchReader answers, CancellationToken cancel)
    {
        try
        {
            var text = await answers.ReadAsync("tag", LargestTag);
            cancel.ThrowIfCancellationRequested();
            return text;
        }
        catch (Exception e) when (e is RegistryException or IOException && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("Cancelled while tags were read.", e, cancel);
        }
    }

    private static bool IsRefConflict(string error) =>
        error.Contains("reference already exists", StringComparison.Ordinal)
        || error.Contains("but expected", StringComparison.Ordinal)
        || error.Contains("unable to resolve reference", StringComparison.Ordinal);

    private static async Task AskAsync(StreamWriter input, IReadOnlyList<GitRef> refs)
    {
        try
        {
            foreach (var entry in refs)
            {
                await input.WriteAsync(entry.Target.Hex);
                await input.WriteAsync('\n');
            }

            input.Close();
        }
        catch (IOException)
        {
            // It was killed or died; the reader sees its end and says so.
        }
    }
}
