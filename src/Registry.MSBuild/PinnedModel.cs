using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>A <c>ModelReference</c> with its version or stage, its own or the central one.</summary>
internal sealed record PinnedModel(ModelPin Pin, string LinkBase, string TargetFramework)
{
    /// <summary>Reads and checks references; MLR1003 for what cannot be meant.</summary>
    public static IReadOnlyList<PinnedModel> ReadAll(ITaskItem[] references, ITaskItem[] centralPins)
    {
        var central = ReadCentral(centralPins);
        var pins = new List<PinnedModel>();
        var seen = new HashSet<(string, string)>();
        foreach (var reference in references.Select(r => new ProjectItem(r, "ModelReference")))
        {
            reference.EnsureKnown("Version", "Stage", "Files", "LinkBase", "CopyToOutputDirectory", "Registry", "Pack");
            var pinned = Read(reference, central);
            if (!seen.Add((pinned.Pin.Name, pinned.TargetFramework)))
            {
                throw reference.Malformed($"'{reference.Name}' is referenced twice; remove one of the two.");
            }

            pins.Add(pinned);
        }

        return pins;
    }

    /// <summary>Each model once; MLR1003 where two target frameworks ask for different things of one model.</summary>
    public static IReadOnlyList<ModelPin> Merge(IReadOnlyList<PinnedModel> models) =>
        [.. models.GroupBy(m => m.Pin.Name, StringComparer.Ordinal).Select(MergeOne)];

    private static ModelPin MergeOne(IGrouping<string, PinnedModel> sameName)
    {
        var first = sameName.First().Pin;
        foreach (var other in sameName.Select(m => m.Pin))
        {
            if ((other.Version, other.Stage, other.Files, other.Registry)
                != (first.Version, first.Stage, first.Files, first.Registry))
            {
                throw new RegistryException(
                    ErrorCodes.Malformed,
                    $"'{first.Name}' is pinned differently for two target frameworks; a lock file has each model once, "
                    + "so pin it alike for all.")
                {
                    File = other.SourceFile,
                    Line = other.SourceLine,
                };
            }
        }

        return first;
    }

    private static PinnedModel Read(ProjectItem reference, Dictionary<string, ProjectItem> central)
    {
        var source = reference["Version"] is null && reference["Stage"] is null
            && central.TryGetValue(reference.Name, out var pin) ? pin : reference;
        Check(source, reference.Name);
        return new PinnedModel(
            new ModelPin
            {
                Name = reference.Name,
                Version = source["Version"],
                Stage = source["Stage"],
                Files = reference["Files"],
                Registry = reference["Registry"],
                SourceFile = source.File,
                SourceLine = source.Line,
            },
            OutputLinks.LinkBaseOf(reference),
            reference["TargetFramework"] ?? "");
    }

    private static Dictionary<string, ProjectItem> ReadCentral(ITaskItem[] items)
    {
        var central = new Dictionary<string, ProjectItem>(StringComparer.Ordinal);
        foreach (var pin in items.Select(i => new ProjectItem(i, "ModelPin")))
        {
            pin.EnsureKnown("Version", "Stage");
            if (!central.TryAdd(pin.Name, pin))
            {
                throw pin.Malformed($"'{pin.Name}' has two central pins; remove one of the two.");
            }
        }

        return central;
    }

    private static void Check(ProjectItem source, string name)
    {
        if (source["Version"] is not null && source["Stage"] is not null)
        {
            throw source.Malformed($"'{name}' is pinned by Version and by Stage; remove one of the two.");
        }

        if (source["Version"] is null && source["Stage"] is null)
        {
            throw source.Malformed(
                $"'{name}' has neither Version nor Stage; add one to the ModelReference, or to a ModelPin in "
                + "'Directory.Models.props'.");
        }
    }
}
