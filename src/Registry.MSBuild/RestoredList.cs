using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>A file as the last restore left it: size and time tell without reading that it is still that.</summary>
internal sealed record RestoredFile(PlacedFile Placed, long WriteTime)
{
    public bool IsIntact
    {
        get
        {
            var file = new FileInfo(Placed.FullPath);
            return file.Exists && file.Length == Placed.Size && file.LastWriteTimeUtc.Ticks == WriteTime;
        }
    }
}

/// <summary>
/// What the last restore brought, and for which pins and lock file. Written last and at once, so that a restore that
/// failed leaves the list of the one before, which is then seen to be out of date.
/// </summary>
internal sealed class RestoredList
{
    private const string Header = "registry-restored 1";

    private RestoredList(string fingerprint, IReadOnlyList<RestoredModel> models, IReadOnlyList<RestoredFile> files)
    {
        Fingerprint = fingerprint;
        Models = models;
        Files = files;
    }

    public string Fingerprint { get; }

    public IReadOnlyList<RestoredModel> Models { get; }

    public IReadOnlyList<RestoredFile> Files { get; }

    /// <summary>Null where there is no list, or none that can be used: a restore then writes a new one.</summary>
    public static RestoredList? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllLines(path), Path.GetDirectoryName(path)!) : null;
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Whether pins, lock file and every file are as a list says.</summary>
    public static bool IsUpToDate(
        string path, ITaskItem[] references, ITaskItem[] centralPins, string? registry, string lockFile) =>
        TryRead(path) is { } list
        && File.Exists(lockFile)
        && list.Fingerprint == FingerprintOf(references, centralPins, registry, lockFile)
        && list.Files.All(f => f.IsIntact);

    /// <summary>
    /// Replaces the list at once. Paths in it start at its folder, so that a moved tree stays restored.
    /// </summary>
    public static void Write(string path, string fingerprint, IEnumerable<RestoredModel> models)
    {
        var root = Path.GetDirectoryName(path)!;
        var text = new StringBuilder().Append(Header).Append('\n').Append(fingerprint).Append('\n');
        foreach (var model in models)
        {
            Line(
                text, "model", model.Name, model.Version, model.Stage ?? "", model.Manifest,
                Relative(root, model.Folder));
            foreach (var file in model.Files)
            {
                Line(
                    text, "file", file.RelativePath, file.Sha256, Number(file.Size),
                    Number(File.GetLastWriteTimeUtc(file.FullPath).Ticks), Relative(root, file.FullPath));
            }
        }

        Directory.CreateDirectory(root);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, text.ToString());
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Everything a restore depends on, as one digest: pins, lock file, registry, and this assembly.</summary>
    public static string FingerprintOf(
        ITaskItem[] references, ITaskItem[] centralPins, string? registry, string lockFile)
    {
        var text = new StringBuilder();
        Line(text, typeof(RestoredList).Module.ModuleVersionId.ToString(), registry ?? "");
        foreach (var item in references.Concat(centralPins))
        {
            Line(
                text, item.ItemSpec, item.GetMetadata("Version"), item.GetMetadata("Stage"), item.GetMetadata("Files"),
                item.GetMetadata("LinkBase"), item.GetMetadata("Registry"), item.GetMetadata("TargetFramework"));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        if (File.Exists(lockFile))
        {
            hash.AppendData(File.ReadAllBytes(lockFile));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static RestoredList Parse(string[] lines, string root)
    {
        if (lines.Length < 2 || lines[0] != Header)
        {
            throw new FormatException(Header);
        }

        var models = new List<(RestoredModel Model, List<PlacedFile> Files)>();
        var files = new List<RestoredFile>();
        foreach (var fields in lines.Skip(2).Select(l => l.Split('\t')))
        {
            if (fields is ["model", var name, var version, var stage, var manifest, var folder])
            {
                var placed = new List<PlacedFile>();
                models.Add((new RestoredModel
                {
                    Name = name,
                    Version = version,
                    Stage = stage.Length == 0 ? null : stage,
                    Manifest = manifest,
                    Folder = Path.GetFullPath(folder, root),
                    Files = placed,
                }, placed));
            }
            else if (fields is ["file", var path, var sha256, var size, var time, var place] && models.Count > 0)
            {
                var file = new PlacedFile
                {
                    RelativePath = path,
                    Sha256 = sha256,
                    Size = long.Parse(size, CultureInfo.InvariantCulture),
                    FullPath = Path.GetFullPath(place, root),
                };
                models[^1].Files.Add(file);
                files.Add(new RestoredFile(file, long.Parse(time, CultureInfo.InvariantCulture)));
            }
            else
            {
                throw new FormatException(fields[0]);
            }
        }

        return new RestoredList(lines[1], [.. models.Select(m => m.Model)], files);
    }

    private static void Line(StringBuilder text, params string[] fields) => text.AppendJoin('\t', fields).Append('\n');

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path);
}
