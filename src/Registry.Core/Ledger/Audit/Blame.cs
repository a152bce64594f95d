using Registry.Naming;

namespace Registry.Ledger.Audit;

/// <summary>
/// Findings about one model. A tag is blamed once, for what is found first: what follows from that would be noise.
/// </summary>
internal sealed class Blame(ModelName model, string registry)
{
    private readonly HashSet<string> _blamed = new(StringComparer.Ordinal);
    private readonly List<RegistryFinding> _findings = [];

    public IReadOnlyList<RegistryFinding> Findings => _findings;

    public bool IsBlamed(string tag) => _blamed.Contains(tag);

    /// <summary>About a tag.</summary>
    public void Tag(RegistryProblem problem, string tag, string message)
    {
        if (_blamed.Add(tag))
        {
            Add(problem, tag, message);
        }
    }

    /// <summary>About the model as a whole, its chain for instance.</summary>
    public void Model(RegistryProblem problem, string message) => Add(problem, null, message);

    /// <summary>Passes a failure on that has a code of its own.</summary>
    public void Add(RegistryProblem problem, string? tag, string message, ErrorCode? code = null) =>
        _findings.Add(new RegistryFinding
        {
            Code = (code ?? CodeOf(problem)).Id,
            Problem = problem,
            Name = model.Text,
            Tag = tag,
            Message = message,
            Registry = registry,
        });

    private static ErrorCode CodeOf(RegistryProblem problem) => problem switch
    {
        RegistryProblem.UnreadableTag => ErrorCodes.Unreadable,
        RegistryProblem.BlobMissing => ErrorCodes.BlobMissing,
        RegistryProblem.BlobDamaged => ErrorCodes.Mismatch,
        RegistryProblem.StoreUnreachable => ErrorCodes.StoreUnavailable,
        _ => ErrorCodes.HistoryBroken,
    };
}
