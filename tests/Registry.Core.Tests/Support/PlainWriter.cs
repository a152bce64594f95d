namespace Registry.Tests.Support;

/// <summary>Writes tags in GTO's grammar with plain git, as a tool that knows neither numbers nor chains does.</summary>
internal sealed class PlainWriter(GitFolder clone)
{
    private readonly List<string> _tags = [];

    /// <summary>Those that the remote took.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>Registers and assigns, until it is told to stop, and twice at least.</summary>
    public Task WriteAsync(CancellationToken stop)
    {
        for (var i = 0; i < 2 || !stop.IsCancellationRequested; i++)
        {
            var commit = clone.Git("commit-tree", "-m", $"Work {i}", "HEAD^{tree}");
            Push($"m{i % 2}@v{100 + i}.0.0", commit, $"Registering artifact m{i % 2} version v{100 + i}.0.0");
            Push($"m{i % 2}#gto-{i}", commit, $"Assigning stage gto-{i} to artifact m{i % 2} version v{100 + i}.0.0");
        }

        return Task.CompletedTask;
    }

    private void Push(string tag, string commit, string message)
    {
        clone.Git("tag", "-a", "-m", message, tag, commit);
        if (Command.Run(clone.Path, "git", "push", "-q", "origin", $"refs/tags/{tag}").ExitCode == 0)
        {
            _tags.Add(tag);
        }
    }
}
