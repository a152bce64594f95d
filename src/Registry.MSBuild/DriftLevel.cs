namespace Registry.MSBuild;

/// <summary>What <c>ModelStageDrift</c> makes of a locked stage that has moved on.</summary>
internal enum DriftLevel
{
    /// <summary>Nobody is asked.</summary>
    None,

    Message,

    Warning,

    Error,
}
