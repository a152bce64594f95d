using System.Globalization;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>Shows states and events as the objects that front ends hand out.</summary>
internal static class Views
{
    public static Model ToModel(this ModelState state, string registry)
    {
        var latest = state.Latest ?? state.Active.FirstOrDefault();
        return new Model
        {
            Name = state.Name.Text,
            Latest = state.Latest?.Version.ToString(),
            Stages = new SortedDictionary<string, string>(
                state.Stages.ToDictionary(stage => stage.Key, stage => stage.Value.Key), StringComparer.Ordinal),
            Versions = state.Active.Count(),
            Deprecated = state.IsDeprecated,
            Labels = Pairs(latest?.Registration, Trailer.Label),
            Description = latest?.Registration.Message.Find(Trailer.Description),
            Registry = registry,
        };
    }

    public static ModelVersion ToVersion(this ModelState state, VersionState version, string registry)
    {
        var e = version.Registration;
        return new ModelVersion
        {
            Name = state.Name.Text,
            Version = version.Version.ToString(),
            Stages = [.. state.StagesOf(version)],
            Manifest = version.Manifest?.ToString(),
            Size = Number(e, Trailer.Size),
            Files = (int?)Number(e, Trailer.Files),
            Metrics = Metrics(e),
            Parameters = Pairs(e, Trailer.Param),
            Labels = Pairs(e, Trailer.Label),
            Data = [.. Values(e, Trailer.Data)],
            Description = e.Message.Find(Trailer.Description),
            Commit = version.SourceCommit,
            Author = e.Tagger.Name,
            Date = e.Tagger.Date,
            Message = e.Message.Shown,
            Tag = e.Tag,
            Active = version.IsActive,
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

    /// <summary>The version an event is about: by its name, else by its commit; null where that has none.</summary>
    public static VersionState? VersionOf(RegistryEvent e, ModelState state) =>
        e.Name.Version is { } version ? state.Find(version)
            : e.Kind is EventKind.Assign or EventKind.Unassign
                ? state.Versions.FirstOrDefault(v => v.Commit == e.Commit) : null;

    private static SortedDictionary<string, double> Metrics(RegistryEvent e)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (key, value) in Pairs(e, Trailer.Metric))
        {
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number))
            {
                metrics[key] = number;
            }
        }

        return metrics;
    }

    private static SortedDictionary<string, string> Pairs(RegistryEvent? e, string trailer)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in e is null ? [] : Values(e, trailer))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                pairs[text[..equals]] = text[(equals + 1)..];
            }
        }

        return pairs;
    }

    private static IEnumerable<string> Values(RegistryEvent e, string trailer) =>
        e.Message.Trailers.Where(t => t.Key == trailer).Select(t => t.Value);

    private static long? Number(RegistryEvent e, string trailer) =>
        long.TryParse(e.Message.Find(trailer), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
