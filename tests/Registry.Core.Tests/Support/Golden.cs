namespace Registry.Tests.Support;

/// <summary>
/// Compares with a golden file; <c>REGISTRY_TEST_ACCEPT=folder</c> writes what was met to that folder.
/// </summary>
internal static class Golden
{
    public static void Check(string file, string text)
    {
        if (Environment.GetEnvironmentVariable("REGISTRY_TEST_ACCEPT") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, file), text);
        }

        text.ShouldBe(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)).ReplaceLineEndings("\n"));
    }
}
