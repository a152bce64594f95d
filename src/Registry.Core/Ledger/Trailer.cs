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
    public const string Description = "Model-Description";
    public const string Truncated = "Model-Truncated";
    public const string Metric = "Metric";
    public const string Param = "Param";
    public const string Data = "Data";
    public const string Label = "Label";
}
