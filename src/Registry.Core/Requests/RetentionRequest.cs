namespace Registry;

/// <summary>What retention may erase, beside what the policy in <c>registry.yaml</c> says.</summary>
public sealed record RetentionRequest
{
    /// <summary>Of which models versions may be erased, by their names; null: of all.</summary>
    public Func<string, bool>? NameMatches { get; init; }

    /// <summary>Which of the versions that the policy gives up are erased; null: all of them.</summary>
    public Func<RetainedVersion, bool>? Approves { get; init; }

    /// <summary>Lock files, absolute: what they hold on to is kept.</summary>
    public IReadOnlyList<string> LockFiles { get; init; } = [];

    /// <summary>The reason, kept in each event; the rule that decided is named after it.</summary>
    public string? Message { get; init; }

    /// <summary>Writes even where a model's last event lies in the future.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// A preview changes nothing at all: what the remote has beyond this repository is told of, and not brought here.
    /// </summary>
    public bool LookOnly { get; init; }

    /// <summary>Erases alone: no blob is condemned and none is deleted.</summary>
    public bool NoSweep { get; init; }
}
