using System.Globalization;
using System.Text;
using Registry.Content;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>A tag that a lock holds on to: gone or moved later, and the history is broken.</summary>
internal sealed record LockedTag(string TagObject, long? Event);

/// <summary>What a pin resolved to, as the lock file keeps it.</summary>
internal sealed record LockEntry
{
    public required ModelName Name { get; init; }

    /// <summary>The pin's normal form.</summary>
    public required string Requested { get; init; }

    /// <summary>Only where the project names one, as it wrote it.</summary>
    public string? Registry { get; init; }

    public required SemanticVersion Version { get; init; }

    public required string Commit { get; init; }

    public required LockedTag Registration { get; init; }

    /// <summary>Only for a stage.</summary>
    public LockedTag? Assignment { get; init; }

    public required Manifest Manifest { get; init; }

    /// <summary>Whether it was made for this very pin: what was asked of which registry.</summary>
    public bool Answers(WantedPin pin) => Requested == pin.Requested && Registry == pin.Registry;

    /// <summary>Where its files are restored: a folder for each content, never shared by two versions.</summary>
    public string FolderBelow(string destination) =>
        Path.Combine(destination, Name.PathForm, Manifest.Digest.Hex[..16]);
}

/// <summary>
/// <c>models.lock.json</c>: entries by name, no time, no path of a machine; equal input gives equal bytes everywhere.
/// </summary>
internal sealed class LockFile(IEnumerable<LockEntry> entries)
{
    public const int Schema = 1;

    public IReadOnlyList<LockEntry> Entries { get; } = [.. entries.OrderBy(entry => entry.Name)];

    public LockEntry? Find(ModelName name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Two spaces of indent, line feeds, one file of a model on a line so that a diff reads well.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder("{\n  \"schema\": 1,\n  \"models\": [");
        for (var i = 0; i < Entries.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n");
            Append(text, Entries[i]);
        }

        text.Append(Entries.Count == 0 ? "]\n}\n" : "\n  ]\n}\n");
        return new UTF8Encoding(false).GetBytes(text.ToString());
    }

    /// <summary>Writes it if it differs from what stands there: whole, by rename.</summary>
    public async Task WriteAsync(string path, CancellationToken cancel)
    {
        var bytes = ToBytes();
        if (File.Exists(path) && (await File.ReadAllBytesAsync(path, cancel)).AsSpan().SequenceEqual(bytes))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await FileErrors.ReplaceAsync(path, bytes, cancel);
    }

    private static void Append(StringBuilder text, LockEntry entry)
    {
        text.Append("    {\n");
        Member(text, "name", entry.Name.Text);
        Member(text, "requested", entry.Requested);
        if (entry.Registry is not null)
        {
            Member(text, "registry", entry.Registry);
        }

        Member(text, "version", entry.Version.ToString());
        Member(text, "commit", entry.Commit);
        Tag(text, "registration", entry.Registration);
        if (entry.Assignment is not null)
        {
            Tag(text, "assignment", entry.Assignment);
        }

        Member(text, "manifest", entry.Manifest.Digest.ToString());
        text.Append("      \"files\": [");
        for (var i = 0; i < entry.Manifest.Files.Count; i++)
        {
            var file = entry.Manifest.Files[i];
            text.Append(i == 0 ? "\n" : ",\n").Append(
                CultureInfo.InvariantCulture,
                $"        {{ \"path\": {Quote(file.Path)}, \"size\": {file.Size}, \"sha256\": \"{file.Sha256.Hex}\" }}");
        }

        text.Append("\n      ]\n    }");
    }

    private static void Member(StringBuilder text, string name, string value) =>
        text.Append("      \"").Append(name).Append("\": ").Append(Quote(value)).Append(",\n");

    private static void Tag(StringBuilder text, string name, LockedTag tag)
    {
        text.Append("      \"").Append(name).Append("\": { \"tagObject\": ").Append(Quote(tag.TagObject));
        if (tag.Event is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $", \"event\": {number}");
        }

        text.Append(" },\n");
    }

    private static string Quote(string text) => Encoding.UTF8.GetString(CanonicalJson.Write(text));
}
