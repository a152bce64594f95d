namespace Registry.Testing;

/// <summary>A real repository with an identity of its own, in a test's folder.</summary>
public sealed class GitFolder
{
    private GitFolder(string path) => Path = path;

    public string Path { get; }

    public static GitFolder Create(string path)
    {
        Directory.CreateDirectory(path);
        var git = new GitFolder(path);
        git.Git("init", "-q", "-b", "main", ".");
        git.SetIdentity();
        return git;
    }

    public static GitFolder CreateBare(string path)
    {
        Directory.CreateDirectory(path);
        var git = new GitFolder(path);
        git.Git("init", "-q", "--bare", "-b", "main", ".");
        return git;
    }

    /// <summary>One that is there already.</summary>
    public static GitFolder At(string path) => new(path);

    public static GitFolder Clone(string url, string path)
    {
        Command.Run(System.IO.Path.GetDirectoryName(path)!, "git", "clone", "-q", url, path).Succeeded();
        var git = new GitFolder(path);
        git.SetIdentity();
        return git;
    }

    public string Git(params string[] arguments) =>
        Command.Run(Path, "git", arguments).Succeeded().Output.TrimEnd('\n');

    public string Commit(string file = "code.txt", string? text = null)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), text ?? Guid.NewGuid().ToString());
        Git("add", "-A");
        Git("commit", "-q", "-m", $"Change {file}");
        return Git("rev-parse", "HEAD");
    }

    public IReadOnlyList<string> Tags() =>
        Git("for-each-ref", "--format=%(refname:strip=2)", "refs/tags").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void SetIdentity()
    {
        Git("config", "user.name", "Ann Author");
        Git("config", "user.email", "ann@example.org");
        Git("config", "commit.gpgSign", "false");
        Git("config", "tag.gpgSign", "false");
    }
}
