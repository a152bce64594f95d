using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>An event that is about to be written; the writer adds its number, predecessor, time and chain.</summary>
internal sealed record EventDraft
{
    public required EventKind Kind { get; init; }

    public SemanticVersion? Version { get; init; }

    public StageName? Stage { get; init; }

    public required ObjectId Commit { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Beyond those that the writer adds, in the order of the formats.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];

    /// <summary>GTO's own words for it: GTO finds versions and stages by name, people by subject.</summary>
    public string Subject(ModelName model) => Kind switch
    {
        EventKind.Register => $"Registering artifact {model} version {Version}",
        EventKind.Deregister => $"Deregistering artifact {model} version {Version}",
        EventKind.Assign => $"Assigning stage {Stage} to artifact {model} version {Version}",
        EventKind.Unassign => $"Unassigning stage '{Stage}' to artifact '{model}' version '{Version}'",
        EventKind.Deprecate => $"Deprecating artifact '{model}'",
        _ => throw new InvalidOperationException($"'{Kind}' is not written yet."),
    };

    /// <summary>The tag's name: GTO registers without a counter and counts stages.</summary>
    public TagName TagName(ModelName model, long number) => new()
    {
        Model = model,
        Kind = Kind,
        Version = Kind is EventKind.Register or EventKind.Deregister ? Version : null,
        Stage = Stage,
        Counter = Kind == EventKind.Register ? null : number,
    };
}
