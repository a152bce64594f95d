namespace Registry.Tests.Support;

/// <summary>Retention on a sandbox, and time passing in its store.</summary>
internal static class RetentionSteps
{
    public static void Policy(this Sandbox sandbox, string rules) => File.WriteAllText(
        Path.Combine(sandbox.Git.Path, "registry.yaml"), $"{sandbox.Configuration}retention:\n  grace: 2d\n  rules:\n{rules}\n");

    /// <summary>Each rule on a line, as YAML has it between braces.</summary>
    public static void Rules(this Sandbox sandbox, params string[] rules) =>
        sandbox.Policy(string.Join('\n', rules.Select(rule => $"    - {{ {rule} }}")));

    public static async Task<RetentionReport> RetainAsync(
        this Sandbox sandbox, Func<RetentionRequest, RetentionRequest>? with = null, IProgressSink? sink = null)
    {
        var request = new RetentionRequest();
        return await (await sandbox.OpenAsync()).RetainAsync(with?.Invoke(request) ?? request, sink);
    }

    public static async Task<RetentionReport> PreviewAsync(
        this Sandbox sandbox, Func<RetentionRequest, RetentionRequest>? with = null)
    {
        var request = new RetentionRequest();
        return await (await sandbox.OpenAsync()).PreviewRetentionAsync(with?.Invoke(request) ?? request);
    }

    /// <summary>Dates everything in a folder back.</summary>
    public static void Age(string folder, int days)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddDays(-days));
        }
    }

    /// <summary>Lets days pass in the store.</summary>
    public static void Age(this Sandbox sandbox, int days) => Age(sandbox.Folder["store"], days);

    public static IReadOnlyList<string> Blobs(this Sandbox sandbox) =>
        [.. Bytes.Tree(sandbox.Folder["store"]).Keys.Where(key => key.StartsWith("blobs/", StringComparison.Ordinal))];

    public static IReadOnlyList<string> Notes(this Sandbox sandbox) =>
    [
        .. Bytes.Tree(sandbox.Folder["store"]).Keys.Where(key =>
            key.StartsWith("uploads/", StringComparison.Ordinal) || key.StartsWith("tombstones/", StringComparison.Ordinal)),
    ];
}
