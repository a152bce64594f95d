using System.Globalization;
using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>An event that is about to be written; the writer adds its number, predecessor, time and chain.</summary>
internal sealed record EventDraft
{
    public required EventKind Kind { get; init; }

    public SemanticVersion? Version { get; init; }

    public StageName? Stage { get; init; }

    /// <summary>The event of an extension, such as <c>annotated</c>.</summary>
    public string? Extension { get; init; }

    public required ObjectId Commit { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Beyond those that the writer adds, in the order of the formats.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];

    /// <summary>A version's as GTO names it where a stage is on a commit that has none.</summary>
    public string VersionOrCommit => Version?.ToString() ?? Commit.Hex;

    /// <summary>Gives a stage to a holder, or takes it from one.</summary>
    public static EventDraft OfStage(EventKind kind, StageName stage, StageHolder holder) => new()
    {
        Kind = kind,
        Stage = stage,
        Version = holder.Version?.Version,
        Commit = holder.Version?.Commit ?? holder.Assignment.Commit,
    };

    /// <summary>
    /// The events of one command, which are undone as one: all but the first name the first's number.
    /// </summary>
    public static IReadOnlyList<EventDraft> Tie(ModelState state, IEnumerable<EventDraft> drafts)
    {
        var first = new KeyValuePair<string, string>(
            Trailer.Group, state.NextNumber.ToString(CultureInfo.InvariantCulture));
        return [.. drafts.Select((draft, i) => i == 0 ? draft : draft with { Trailers = [.. draft.Trailers, first] })];
    }

    /// <summary>GTO's own words for it: GTO finds versions and stages by name, people by subject.</summary>
    public string Subject(ModelName model) => Kind switch
    {
        EventKind.Register => $"Registering artifact {model} version {Version}",
        EventKind.Deregister => $"Deregistering artifact {model} version {Version}",
        EventKind.Assign => $"Assigning stage {Stage} to artifact {model} version {VersionOrCommit}",
        EventKind.Unassign => $"Unassigning stage '{Stage}' to artifact '{model}' version '{VersionOrCommit}'",
        EventKind.Deprecate => $"Deprecating artifact '{model}'",
        EventKind.Extension when Extension == RegistryEvent.Erased => $"Erasing artifact '{model}' version '{Version}'",
        EventKind.Extension when Extension == Notes.Annotated =>
            $"Annotating artifact '{model}'" + (Version is null ? "" : $" version '{Version}'"),
        _ => throw new InvalidOperationException($"'{Kind}' is not written yet."),
    };

    /// <summary>The tag's name: GTO registers without a counter and counts stages.</summary>
    public TagName TagName(ModelName model, long number) => new()
    {
        Model = model,
        Kind = Kind,
        Version = Kind is EventKind.Register or EventKind.Deregister ? Version : null,
        Stage = Stage,
        Extension = Extension,
        Counter = Kind == EventKind.Register ? null : number,
    };
}
