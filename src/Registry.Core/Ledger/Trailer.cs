namespace Registry.Ledger;

/// <summary>The trailers of ours, in the order they are written.</summary>
internal static class Trailer
{
    public const string Event = "Model-Event";
    public const string Previous = "Model-Previous";
    public const string Version = "Model-Version";
    public const string Manifest = "Model-Manifest";
    public const string Record = "Model-Record";
    public const string Files = "Model-Files";
    public const string Size = "Model-Size";
    public const string SourceCommit = "Model-Source-Commit";

    /// <summary>The tag object of an event that this one reverses; repeated.</summary>
    public const string Reverts = "Model-Reverts";

    /// <summary>The number of the first event of the command that wrote this one too.</summary>
    public const string Group = "Model-Group";

    public const string Description = "Model-Description";

    /// <summary>What an annotation takes away: <c>label.team</c>, <c>metric.auc</c>, <c>description</c>; repeated.</summary>
    public const string Removed = "Model-Removed";

    public const string Truncated = "Model-Truncated";

    /// <summary>The tag object of an event that was kept local and was written anew as this one.</summary>
    public const string Rebuilt = "Model-Rebuilt";

    public const string Metric = "Metric";
    public const string Param = "Param";
    public const string Data = "Data";
    public const string Label = "Label";
}
