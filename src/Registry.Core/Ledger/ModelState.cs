using Registry.Content;
using Registry.Git;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Ledger;

/// <summary>A version as its events leave it.</summary>
internal sealed record VersionState(SemanticVersion Version, RegistryEvent Registration, bool IsActive)
{
    /// <summary>The commit that the tag is on: what a stage's tag must be on too.</summary>
    public ObjectId Commit => Registration.Commit;

    /// <summary>The commit the user registered from.</summary>
    public string SourceCommit =>
        ObjectId.TryParse(Registration.Message.Find(Trailer.SourceCommit))?.Hex ?? Commit.Hex;

    /// <summary>The digest that the tag proves; null for a version that another tool registered.</summary>
    public Digest? Manifest => Digest.TryParse(Registration.Message.Find(Trailer.Manifest));

    /// <exception cref="RegistryException">MLR1202 where the tag names no bytes.</exception>
    public Digest ManifestOrThrow(ModelName name) => Manifest ?? throw new RegistryException(
        ErrorCodes.BlobMissing,
        $"'{name}@{Version}' was registered by a tool that stores no bytes with it ('{Registration.Tag}' has no "
        + $"{Trailer.Manifest}); register the files as a new version to fetch them from here.");
}

/// <summary>Who holds a stage, and since which event. A commit that GTO staged without a version has none.</summary>
internal sealed record StageHolder(VersionState? Version, RegistryEvent Assignment)
{
    /// <summary>As people see it: the version, or the commit's id.</summary>
    public string Key => Version?.Version.ToString() ?? Assignment.Commit.Hex;
}

/// <summary>What a model's events come to.</summary>
internal sealed record ModelState
{
    public required ModelName Name { get; init; }

    /// <summary>In order.</summary>
    public required IReadOnlyList<RegistryEvent> Events { get; init; }

    /// <summary>Every version ever registered, highest first.</summary>
    public required IReadOnlyList<VersionState> Versions { get; init; }

    /// <summary>The holder of each stage that has one, by the stage's name.</summary>
    public required IReadOnlyDictionary<string, StageHolder> Stages { get; init; }

    public required bool IsDeprecated { get; init; }

    /// <summary>The last event's, or null before the first.</summary>
    public RegistryEvent? Last => Events.Count > 0 ? Events[^1] : null;

    /// <summary>What the next event is numbered: above every number and every counter.</summary>
    public required long NextNumber { get; init; }

    /// <summary>Versions that the chain names and no tag has any more; their numbers are spent all the same.</summary>
    public IReadOnlySet<SemanticVersion> Vanished { get; init; } = new HashSet<SemanticVersion>();

    public IEnumerable<VersionState> Active => Versions.Where(version => version.IsActive);

    /// <summary>What <c>latest</c> means: the highest active version that is no prerelease.</summary>
    public VersionState? Latest => Active.FirstOrDefault(version => Pin.Latest.Accepts(version.Version));

    public VersionState? Find(SemanticVersion version) => Versions.FirstOrDefault(v => v.Version == version);

    public IEnumerable<string> StagesOf(VersionState version) =>
        Stages.Where(stage => stage.Value.Version == version).Select(stage => stage.Key);
}
