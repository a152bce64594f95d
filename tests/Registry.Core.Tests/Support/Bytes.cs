namespace Registry.Tests.Support;

/// <summary>Files to be registered and looked at again.</summary>
internal static class Bytes
{
    /// <summary>Bytes that look random and are the same each time for a seed.</summary>
    public static byte[] Random(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Every file below a folder with its text, by its path there; links by what they point at.</summary>
    public static SortedDictionary<string, string> Tree(string folder)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            tree[Path.GetRelativePath(folder, file.FullName).Replace('\\', '/')] =
                file.LinkTarget is { } target ? "-> " + target : Convert.ToHexString(File.ReadAllBytes(file.FullName));
        }

        return tree;
    }

    /// <summary>What <see cref="Tree"/> gives of these texts.</summary>
    public static SortedDictionary<string, string> TreeOf(params (string Path, string Text)[] files) => new(
        files.ToDictionary(
            file => file.Path, file => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(file.Text))),
        StringComparer.Ordinal);
}
