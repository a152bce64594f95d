using System.Text.Json;
using Registry.Content;
using Registry.Git;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>
/// Reads <c>models.lock.json</c>, trusting nothing in it: names, paths, sizes and digests are checked.
/// </summary>
internal sealed class LockFileReader
{
    private const long Largest = 256L * 1024 * 1024;
    private readonly string _path;

    private LockFileReader(string path) => _path = path;

    /// <summary>The lock file, or null where there is none.</summary>
    /// <exception cref="RegistryException">MLR1005 with file and line, MLR1404 for an unsafe path in it.</exception>
    public static async Task<LockFile?> ReadAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var reader = new LockFileReader(path);
        if (new FileInfo(path).Length > Largest)
        {
            throw reader.Refuse(0, $"it is longer than {Largest} bytes");
        }

        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw reader.Refuse(0, e.Message.TrimEnd('.'));
        }

        return reader.Parse(bytes);
    }

    /// <summary>A lock file that must be there.</summary>
    /// <exception cref="RegistryException">MLR1001 where there is none, MLR1005, MLR1404.</exception>
    public static async Task<LockFile> ReadGivenAsync(string path, CancellationToken cancel) =>
        await ReadAsync(path, cancel) ?? throw new RegistryException(
            ErrorCodes.NotFound, $"There is no lock file '{path}'; give the path of a models.lock.json.");

    private LockFile Parse(byte[] bytes)
    {
        // A byte order mark is an editor's doing and means nothing.
        var text = bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            var schema = document.RootElement.GetProperty("schema").GetInt64();
            if (schema != LockFile.Schema)
            {
                throw Refuse(0, $"its schema is {schema}, and this version reads {LockFile.Schema}; update Registry.MSBuild");
            }

            var entries = document.RootElement.GetProperty("models").EnumerateArray().Select(ReadEntry).ToList();
            return entries.GroupBy(entry => entry.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
                ? throw Refuse(0, $"it has '{twice.Key}' twice")
                : new LockFile(entries);
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            throw bytes.AsSpan().IndexOf("\n<<<<<<< "u8) >= 0 ? Unmerged(line) : Refuse(line, "it is no valid JSON");
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException
            or OverflowException)
        {
            throw Refuse(0, e.Message);
        }
    }

    private LockEntry ReadEntry(JsonElement entry)
    {
        var name = ModelName.TryParse(Text(entry, "name")) ?? throw new FormatException("a name is malformed");
        var files = entry.GetProperty("files").EnumerateArray().Select(file => new ManifestFile(
            Text(file, "path"),
            file.GetProperty("size").GetInt64() is >= 0 and var size ? size : throw new FormatException("a size is negative"),
            Digest.TryParse(Text(file, "sha256")) ?? throw new FormatException("a digest is malformed")));
        Manifest manifest;
        try
        {
            manifest = Manifest.Create(files);
        }
        catch (RegistryException e)
        {
            throw new RegistryException(e.Error, $"The entry '{name}' of '{_path}' is refused: {e.Message}", e) { File = _path };
        }

        if (Text(entry, "manifest") != manifest.Digest.ToString())
        {
            throw Refuse(0, $"the files of '{name}' do not add up to its manifest; it was edited by hand");
        }

        return new LockEntry
        {
            Name = name,
            Requested = Text(entry, "requested"),
            Registry = entry.TryGetProperty("registry", out var registry) ? registry.GetString() : null,
            Version = SemanticVersion.TryParse(Text(entry, "version")) ?? throw new FormatException("a version is malformed"),
            Commit = ObjectId.TryParse(Text(entry, "commit"))?.Hex ?? throw new FormatException("a commit is malformed"),
            Registration = ReadTag(entry.GetProperty("registration")),
            Assignment = entry.TryGetProperty("assignment", out var assignment) ? ReadTag(assignment) : null,
            Manifest = manifest,
        };
    }

    private static LockedTag ReadTag(JsonElement tag) => new(
        ObjectId.TryParse(Text(tag, "tagObject"))?.Hex ?? throw new FormatException("a tag object is malformed"),
        tag.TryGetProperty("event", out var number) ? number.GetInt64() : null);

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    /// <summary>Either side is a lock file, and a restore adds what it lacks: nobody needs to merge by hand.</summary>
    private RegistryException Unmerged(int line) => new(
        ErrorCodes.Unreadable,
        $"'{_path}' has the marks of a merge in line {line}. Take either side whole, such as by "
        + $"'git checkout --ours -- {Path.GetFileName(_path)}', and run 'dotnet msbuild -t:RestoreModels', which brings "
        + "it in step with the project.")
    { File = _path, Line = line };

    private RegistryException Refuse(int line, string why) => new(
        ErrorCodes.Unreadable,
        $"'{_path}' cannot be read: {(line > 0 ? $"line {line}: " : "")}{why}. Mend it, or delete it and run "
        + "'dotnet msbuild -t:RestoreModels'.") { File = _path, Line = line };
}
