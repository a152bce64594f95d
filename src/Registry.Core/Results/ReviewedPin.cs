namespace Registry;

/// <summary>A pin beside what the lock file has for it and what the registry has now.</summary>
public sealed record ReviewedPin
{
    public required string Name { get; init; }

    /// <summary>The pin's normal form, such as <c>2.*</c> or <c>#prod</c>.</summary>
    public required string Requested { get; init; }

    /// <summary>What the lock file has for this very pin; null where it has nothing.</summary>
    public string? Locked { get; init; }

    /// <summary>What the pin means now: what force-evaluate would lock. Null where it means nothing.</summary>
    public string? Wanted { get; init; }

    /// <summary>The highest active version, a prerelease only where there are no others.</summary>
    public string? Newest { get; init; }

    /// <summary>Whether the pin's stage is on another version than the one locked.</summary>
    public bool HasDrifted { get; init; }

    public IReadOnlyList<PinFinding> Findings { get; init; } = [];

    public override string ToString() => $"{Name} {Requested}";
}

/// <summary>What restored files came to, hashed against the lock file.</summary>
public sealed record VerifyReport
{
    /// <summary>How many files were looked at; a copy counts as one more.</summary>
    public int Files { get; init; }

    /// <summary>Each with the file that is wrong, or the pin that has no lock; empty where all is as locked.</summary>
    public required IReadOnlyList<PinFinding> Findings { get; init; }
}

/// <summary>
/// What is to be said of a pin: that its stage moved on, that its version was withdrawn, that a file is not its.
/// </summary>
public sealed record PinFinding
{
    public required ErrorCode Code { get; init; }

    public required string Text { get; init; }

    /// <summary>Whether a build cannot rest on the pin, rather than should not.</summary>
    public bool IsError { get; init; }

    /// <summary>The file that is wrong, or the one that has the pin.</summary>
    public string? File { get; init; }

    /// <summary>From 1; 0 where unknown.</summary>
    public int Line { get; init; }

    public override string ToString() => $"{Code}: {Text}";
}
