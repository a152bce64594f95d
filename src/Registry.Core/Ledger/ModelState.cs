using Registry.Content;
using Registry.Git;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Ledger;

/// <summary>A version as its events leave it.</summary>
internal sealed record VersionState(SemanticVersion Version, RegistryEvent Registration, bool IsActive)
{
    /// <summary>The event that gave its bytes up for good; null where it is not erased. An erased one is never active.</summary>
    public RegistryEvent? Erasure { get; init; }

    /// <summary>What was said of it since, in order.</summary>
    public IReadOnlyList<RegistryEvent> Annotations { get; init; } = [];

    /// <summary>The events that say what it is, in order.</summary>
    public IEnumerable<RegistryEvent> Described => Annotations.Prepend(Registration);

    /// <summary>Labels, metrics and description as they are by now. Read from the events each time.</summary>
    public Notes Notes => Notes.Of(Described);

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

    /// <summary>
    /// All assignments in force of each stage that has one, by the stage's name: the holder first, then those that would
    /// be in force again after it.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<StageHolder>> Holders { get; init; }

    /// <summary>The holder of each stage that has one, by the stage's name.</summary>
    public IReadOnlyDictionary<string, StageHolder> Stages => new SortedDictionary<string, StageHolder>(
        Holders.ToDictionary(stage => stage.Key, stage => stage.Value[0]), StringComparer.Ordinal);

    public bool IsDeprecated => Deprecation is not null;

    /// <summary>The event that deprecated the model; null where it is not deprecated.</summary>
    public RegistryEvent? Deprecation { get; init; }

    /// <summary>What was said of the model itself, in order.</summary>
    public IReadOnlyList<RegistryEvent> Annotations { get; init; } = [];

    /// <summary>
    /// What is shown of the model: what was said of its latest version, and over it what was said of the model itself.
    /// </summary>
    public Notes Notes => Notes.Of([.. (Latest ?? Active.FirstOrDefault())?.Described ?? [], .. Annotations]);

    /// <summary>The last event's, or null before the first.</summary>
    public RegistryEvent? Last => Events.Count > 0 ? Events[^1] : null;

    /// <summary>What the next event is numbered: above every number and every counter.</summary>
    public required long NextNumber { get; init; }

    /// <summary>The state after some more events; what the chain has witnessed stays spent.</summary>
    public ModelState Followed(params IEnumerable<RegistryEvent> by)
    {
        var folded = ModelFold.Fold(Name, Events.Concat(by));
        return folded with
        {
            NextNumber = Math.Max(folded.NextNumber, NextNumber),
            Vanished = Vanished.Where(version => folded.Find(version) is null).ToHashSet(),
        };
    }

    /// <summary>Versions that the chain names and no tag has any more; their numbers are spent all the same.</summary>
    public IReadOnlySet<SemanticVersion> Vanished { get; init; } = new HashSet<SemanticVersion>();

    public IEnumerable<VersionState> Active => Versions.Where(version => version.IsActive);

    /// <summary>What <c>latest</c> means: the highest active version that is no prerelease.</summary>
    public VersionState? Latest => Active.FirstOrDefault(version => Pin.Latest.Accepts(version.Version));

    /// <summary>Who holds a stage; null where nobody does.</summary>
    public StageHolder? HolderOf(StageName stage) => HoldersOf(stage) is [var holder, ..] ? holder : null;

    /// <summary>All assignments of a stage in force, the holder first.</summary>
    public IReadOnlyList<StageHolder> HoldersOf(StageName stage) => Holders.GetValueOrDefault(stage.Text) ?? [];

    /// <summary>The state as it was before one of its events.</summary>
    public ModelState Before(RegistryEvent e) =>
        ModelFold.Fold(Name, Events.TakeWhile(earlier => earlier.TagObject != e.TagObject));

    public VersionState? Find(SemanticVersion version) => Versions.FirstOrDefault(v => v.Version == version);

    public IEnumerable<string> StagesOf(VersionState version) =>
        Holders.Where(stage => stage.Value[0].Version == version).Select(stage => stage.Key);
}
