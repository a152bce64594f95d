using System.Globalization;
using System.Security.Cryptography;

namespace QuickStart;

/// <summary>Lists the model's files as the build placed them beside the application, each hashed here and now.</summary>
internal static class Program
{
    private const int MostShown = 8;

    private static void Main()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "models");
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files.Take(MostShown))
        {
            using var stream = File.OpenRead(file);
            var name = Path.GetRelativePath(root, file);
            var size = stream.Length.ToString("N0", CultureInfo.InvariantCulture);
            Console.WriteLine($"{name,-40} {size,16} bytes  sha256:{Convert.ToHexStringLower(SHA256.HashData(stream))[..8]}");
        }

        if (files.Length > MostShown)
        {
            Console.WriteLine($"and {files.Length - MostShown} more");
        }
    }
}
