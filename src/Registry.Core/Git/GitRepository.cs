using System.Collections.Concurrent;
using System.Text;

namespace Registry.Git;

/// <summary>A ref and what it points at.</summary>
internal readonly record struct GitRef(string Name, ObjectId Target);

/// <summary>
/// A repository on this machine: the questions and the object writes that the ledger needs, and no more.
/// </summary>
internal sealed partial class GitRepository
{
    /// <summary>A larger file is no configuration and no tag.</summary>
    private const int LargestFile = 9_999_999;

    private readonly string? _workTree;

    private readonly ConcurrentDictionary<ObjectId, ObjectId> _trees = new();

    private Signature? _committer;

    private GitRepository(
        string gitDirectory, string? workTree, IReadOnlyDictionary<string, string>? environment = null)
    {
        GitDirectory = gitDirectory;
        _workTree = workTree;
        Environment = environment ?? new Dictionary<string, string>();
    }

    /// <summary>Where Git's own files are, shared by all work trees.</summary>
    public string GitDirectory { get; }

    /// <summary>The work tree's root, or the bare repository.</summary>
    public string Path => _workTree ?? GitDirectory;

    /// <summary>What git is given here on top of the user's own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public bool IsBare => _workTree is null;

    /// <summary>
    /// Whether this is only a view of a remote: shallow, without trees, and gone when the work is done. Nothing that is
    /// not on the remote may be left in it.
    /// </summary>
    public bool IsView { get; private init; }

    /// <summary>Kept from the garbage collector as long as this is in use.</summary>
    public object? Owner { get; private init; }

    /// <summary>A view of a remote, in a bare repository that is known to be there.</summary>
    /// <param name="environment">What git needs on top of the user's own environment.</param>
    /// <param name="owner">Deletes it once nothing refers to it any more.</param>
    public static GitRepository View(
        string gitDirectory, IReadOnlyDictionary<string, string> environment, object owner) =>
        new(gitDirectory, null, environment) { IsView = true, Owner = owner };

    /// <summary>Finds the repository that a folder is in.</summary>
    /// <exception cref="RegistryException">MLR1101 where there is none, MLR1102 where git is missing.</exception>
    public static async Task<GitRepository> DiscoverAsync(string folder, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            throw new RegistryException(
                ErrorCodes.NotARegistry, $"The folder '{folder}' does not exist; give the folder of a repository.");
        }

        // Asked for at the same time: each start of git is felt by who waits for a prompt. A bare one has none.
        var asking = GitProcess.RunAsync(folder, ["rev-parse", "--show-toplevel"], null, cancel);
        var found = await GitProcess.RunAsync(
            folder,
            ["rev-parse", "--path-format=absolute", "--git-common-dir", "--is-bare-repository", "--is-inside-git-dir"],
            null, cancel);
        var top = await asking;
        var lines = found.Text.Split('\n', StringSplitOptions.TrimEntries);
        if (found.ExitCode != 0 || lines.Length < 3)
        {
            var why = found.Error.Contains("dubious ownership", StringComparison.Ordinal)
                ? FirstLine(found.Error) + " " : "";
            throw new RegistryException(
                ErrorCodes.NotARegistry,
                $"'{folder}' is in no Git repository. {why}Run 'git init' there, or name a registry that is one.");
        }

        if (lines[1] == "true" || lines[2] == "true")
        {
            return new GitRepository(lines[0], null);
        }

        return new GitRepository(lines[0], System.IO.Path.GetFullPath(top.Text.TrimEnd('\n')));
    }

    /// <summary>Runs git here; any exit code but 0 is MLR1102 with git's own words.</summary>
    public async Task<string> GitAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancel)
    {
        var output = await TryGitAsync(arguments, input, cancel);
        return output.ExitCode == 0 ? output.Text : throw Failed(arguments, output);
    }

    public Task<GitOutput> TryGitAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancel) =>
        GitProcess.FeedAsync(Path, arguments, Encoding.UTF8.GetBytes(input ?? ""), Environment, cancel);

    /// <summary>MLR1102 for a git that failed: the command, its message, the exit code, without secrets.</summary>
    public static RegistryException Failed(IReadOnlyList<string> arguments, GitOutput output, string advice = "") =>
        new(ErrorCodes.GitFailed,
            $"'git {SecretFree.Of(string.Join(' ', arguments.Take(4)))}' failed with exit code {output.ExitCode}: "
            + $"{SecretFree.Of(Meaning(output.Error)).TrimEnd('.')}.{(advice.Length > 0 ? " " + advice : "")}");

    /// <summary>The commit a revision names.</summary>
    /// <exception cref="RegistryException">
    /// MLR1101 where there is no commit yet, MLR1003 for an unknown revision.
    /// </exception>
    public async Task<ObjectId> ResolveCommitAsync(string revision, CancellationToken cancel)
    {
        // Its tree is asked for along with it: a version that shares the commit will need that. A range has commits, too.
        var output = await TryGitAsync(
            [
                "rev-list", "--max-count=1", "--no-commit-header", "--format=%H %T", "--end-of-options",
                revision + "^{commit}", "--",
            ],
            null, cancel);
        if (output.ExitCode == 0 && !revision.Contains("..", StringComparison.Ordinal)
            && output.Text.Trim().Split(' ') is [var commit, var tree])
        {
            _trees[new ObjectId(commit)] = new ObjectId(tree);
            return new ObjectId(commit);
        }

        throw revision == "HEAD"
            ? new RegistryException(
                ErrorCodes.NotARegistry, $"The repository '{Path}' has no commit yet; commit something first.")
            : new RegistryException(
                ErrorCodes.Malformed, $"'{Naming.Shown.Of(revision)}' names no commit in '{Path}'; see 'git log'.");
    }

    /// <summary>
    /// The identity and zone that Git would write a tag with, and the time. Git is asked once; from then on the clock
    /// is, unless the time was set from outside.
    /// </summary>
    /// <exception cref="RegistryException">MLR1102 where none is configured.</exception>
    public async Task<Signature> GetCommitterAsync(CancellationToken cancel)
    {
        if (_committer is { } known && System.Environment.GetEnvironmentVariable("GIT_COMMITTER_DATE") is null)
        {
            var second = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            return known with { Date = second.ToOffset(known.Date.Offset) };
        }

        var output = await TryGitAsync(["var", "GIT_COMMITTER_IDENT"], null, cancel);
        return _committer = (output.ExitCode == 0 ? Signature.TryParse(output.Text.Trim()) : null)
            ?? throw new RegistryException(
                ErrorCodes.GitFailed,
                "Git has no identity to sign the event with; run 'git config user.name \"Your Name\"' and "
                + "'git config user.email you@example.com'.");
    }

    public async Task<string?> GetConfigAsync(string key, CancellationToken cancel)
    {
        var output = await TryGitAsync(["config", "--get", key], null, cancel);
        return output.ExitCode == 0 ? output.Text.TrimEnd('\n') : null;
    }

    /// <summary>
    /// A file's text at a revision, or null where revision or file are not there, or it is larger than any of ours.
    /// </summary>
    public async Task<string?> ReadFileAsync(string revision, string path, CancellationToken cancel)
    {
        await using var git = GitStream.Start(Path, ["cat-file", "--batch"], cancel);
        await git.Input.WriteAsync(Encoding.UTF8.GetBytes($"{revision}:{path}\n"), cancel);
        git.Input.Close();
        var header = await git.ReadLineAsync() ?? throw await git.EndedAsync();
        if (!TryParseSize(header.Span, "blob"u8, out var isBlob, out var size) || !isBlob || size > LargestFile)
        {
            return null;
        }

        // As a file on disk is read: a byte order mark is no part of the text.
        using var reader = new StreamReader(new MemoryStream((await git.ReadAsync((int)size)).ToArray()));
        return await reader.ReadToEndAsync(cancel);
    }

    private static string Meaning(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "no message." : string.Join(" ", lines.Take(6));
    }

    private static string FirstLine(string error) => Meaning(error.Split('\n')[0]);
}
