namespace Registry.Tests.Remotes;

/// <summary>A user who signs events: by URL there is no repository whose configuration could.</summary>
internal static class Identity
{
    private static readonly Lazy<bool> s_set = new(() =>
    {
        foreach (var (key, value) in new[] { ("user.name", "Ann Author"), ("user.email", "ann@example.org") })
        {
            Command.Run(TempFolder.Root, "git", "config", "--global", key, value).Succeeded();
        }

        return true;
    });

    public static void Set() => _ = s_set.Value;
}
