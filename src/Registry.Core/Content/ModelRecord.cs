namespace Registry.Content;

/// <summary>
/// Answers the five questions about a version: which code, which data, which parameters, how good, in what environment;
/// and where it came from. Unknown is null, never guessed. The schema stands in <c>src/README.md</c>.
/// </summary>
internal sealed record ModelRecord
{
    public required string Commit { get; init; }

    /// <summary>Whether tracked files differed from the commit; null where a revision was given.</summary>
    public bool? Dirty { get; init; }

    /// <summary>Without user info.</summary>
    public string? Remote { get; init; }

    public IReadOnlyList<(string Path, Digest Digest)> Data { get; init; } = [];

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<(string Path, Digest Digest)> LockFiles { get; init; } = [];

    public required string OperatingSystem { get; init; }

    public required string Architecture { get; init; }

    public string? Sdk { get; init; }

    public ContinuousIntegration? Ci { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes() => CanonicalJson.Write(new Dictionary<string, object?>
    {
        ["code"] = new Dictionary<string, object?> { ["commit"] = Commit, ["dirty"] = Dirty, ["remote"] = Remote },
        ["data"] = Files(Data),
        ["environment"] = new Dictionary<string, object?>
        {
            ["accelerator"] = null,
            ["architecture"] = Architecture,
            ["lockFiles"] = Files(LockFiles),
            ["os"] = OperatingSystem,
            ["sdk"] = Sdk,
        },
        ["metrics"] = Metrics.ToDictionary(metric => metric.Key, metric => (object?)metric.Value),
        ["parameters"] = Parameters.ToDictionary(parameter => parameter.Key, parameter => (object?)parameter.Value),
        ["schema"] = 1,
        ["source"] = new Dictionary<string, object?>
        {
            ["ci"] = Ci is null ? null : new Dictionary<string, object?>
            {
                ["run"] = Ci.Run, ["system"] = Ci.System, ["url"] = Ci.Url,
            },
            ["experiment"] = null,
        },
    });

    private static IEnumerable<object?> Files(IEnumerable<(string Path, Digest Digest)> files) =>
        files.Select(file => new Dictionary<string, object?> { ["path"] = file.Path, ["sha256"] = file.Digest.Hex });
}

/// <summary>The job that registered a version.</summary>
internal sealed record ContinuousIntegration(string System, string? Run, string? Url)
{
    /// <summary>
    /// What the variables of GitHub Actions, GitLab CI or Azure Pipelines tell; null outside of them.
    /// </summary>
    public static ContinuousIntegration? Detect(Func<string, string?> variable)
    {
        if (variable("GITHUB_ACTIONS") == "true")
        {
            var run = variable("GITHUB_RUN_ID");
            var server = variable("GITHUB_SERVER_URL");
            var repository = variable("GITHUB_REPOSITORY");
            return new("github", run, run is null || server is null || repository is null
                ? null : $"{server}/{repository}/actions/runs/{run}");
        }

        if (variable("GITLAB_CI") == "true")
        {
            var url = variable("CI_JOB_URL");
            return new("gitlab", variable("CI_JOB_ID"), url is null ? null : Git.SecretFree.Of(url));
        }

        return string.Equals(variable("TF_BUILD"), "true", StringComparison.OrdinalIgnoreCase)
            ? new("azure", variable("BUILD_BUILDID"), null) : null;
    }
}
