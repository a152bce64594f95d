using System.Runtime.CompilerServices;

namespace Registry.Tests.Support;

/// <summary>Cuts the test process off from the machine: its cache, its Git configuration, its CI variables.</summary>
internal static class Isolation
{
    private static readonly string[] s_foreign =
    [
        "MODEL_REGISTRY", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
        "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL",
    ];

    public static string Cache { get; private set; } = "";

    [ModuleInitializer]
    internal static void Isolate()
    {
        var folder = Path.Combine(TempFolder.Root, $"process-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        Cache = Path.Combine(folder, "cache");
        var configuration = Path.Combine(folder, "gitconfig");
        File.WriteAllText(configuration, "");
        Environment.SetEnvironmentVariable("MODEL_REGISTRY_CACHE", Cache);
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", configuration);
        Environment.SetEnvironmentVariable("GIT_CONFIG_NOSYSTEM", "1");
        foreach (var name in s_foreign)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        };
    }
}
