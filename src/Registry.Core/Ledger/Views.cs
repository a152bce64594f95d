using System.Globalization;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Shows states and events as the objects that front ends hand out.</summary>
internal static class Views
{
    public static Model ToModel(this ModelState state, string registry)
    {
        var notes = state.Notes;
        return new Model
        {
            Name = state.Name.Text,
            Latest = state.Latest?.Version.ToString(),
            Stages = new SortedDictionary<string, string>(
                state.Stages.ToDictionary(stage => stage.Key, stage => stage.Value.Key), StringComparer.Ordinal),
            Versions = state.Active.Count(),
            Deprecated = state.IsDeprecated,
            Labels = notes.Labels,
            Description = notes.Description,
            Registry = registry,
        };
    }

    public static ModelVersion ToVersion(this ModelState state, VersionState version, string registry)
    {
        var e = version.Registration;
        var notes = version.Notes;
        return new ModelVersion
        {
            Name = state.Name.Text,
            Version = version.Version.ToString(),
            Stages = [.. state.StagesOf(version)],
            Manifest = version.Manifest?.ToString(),
            Size = Number(e, Trailer.Size),
            Files = Number(e, Trailer.Files) is { } files and <= int.MaxValue ? (int)files : null,
            Metrics = notes.Metrics,
            Parameters = Parameters(e),
            Labels = notes.Labels,
            Data = [.. e.Message.FindAll(Trailer.Data)],
            Description = notes.Description,
            Commit = version.SourceCommit,
            Author = e.Tagger.Name,
            Date = e.Tagger.Date,
            Message = e.Message.Shown,
            Tag = e.Tag,
            Active = version.IsActive,
            Erased = version.Erasure is not null,
            Deprecated = state.IsDeprecated,
            Registry = registry,
        };
    }

    public static RegistryEventInfo ToInfo(this RegistryEvent e, ModelState state, string registry) => new()
    {
        Name = e.Name.Model.Text,
        Kind = e.Name.Extension ?? e.Kind.ToString().ToLowerInvariant(),
        Version = VersionOf(e, state)?.Version.ToString(),
        Stage = e.Name.Stage?.Text,
        Event = e.Number,
        Tag = e.Tag,
        TagObject = e.TagObject.Hex,
        Commit = e.Commit.Hex,
        Author = e.Tagger.Name,
        Date = e.Tagger.Date,
        Message = e.Message.Shown,
        Registry = registry,
    };

    /// <summary>
    /// The version an event is about: by its name, else by its commit, an annotation's by its word; null where there is
    /// none.
    /// </summary>
    public static VersionState? VersionOf(RegistryEvent e, ModelState state) => e.Kind switch
    {
        EventKind.Register or EventKind.Deregister => state.Find(e.Name.Version!),
        EventKind.Assign or EventKind.Unassign => AtCommitOf(e, state),
        EventKind.Extension => e.NamedVersion is { } version ? state.Find(version) : null,
        _ => null,
    };

    /// <summary>Where another tool put two versions on one commit, the tag's own word decides, else the last.</summary>
    private static VersionState? AtCommitOf(RegistryEvent e, ModelState state)
    {
        var there = state.Versions.Where(v => v.Commit == e.Commit).ToList();
        return there.Count < 2 ? there.FirstOrDefault()
            : there.Find(v => v.Version == e.NamedVersion)
                ?? there.MaxBy(v => v.Registration, Comparer<RegistryEvent>.Create(RegistryEvent.InOrder));
    }

    private static SortedDictionary<string, string> Parameters(RegistryEvent e)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Notes.Pairs(e.Message, Trailer.Param))
        {
            parameters[key] = value;
        }

        return parameters;
    }

    private static long? Number(RegistryEvent e, string trailer) =>
        long.TryParse(e.Message.Find(trailer), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
