namespace Registry.Operations;

/// <summary>Gathers in what two versions differ, kind by kind, each in the order of its keys.</summary>
internal sealed class DifferenceTable(ModelVersion before, ModelVersion after)
{
    private readonly List<ModelDifference> _rows = [];

    public IReadOnlyList<ModelDifference> Rows => _rows;

    /// <param name="text">What is compared, and shown.</param>
    /// <param name="number">What may have risen or fallen; null where nothing can.</param>
    public void Add<T>(
        DifferenceKind kind, IEnumerable<KeyValuePair<string, T>> had, IEnumerable<KeyValuePair<string, T>> has,
        Func<T, string> text, Func<T, double>? number = null)
    {
        var old = new Dictionary<string, T>(had, StringComparer.Ordinal);
        var now = new Dictionary<string, T>(has, StringComparer.Ordinal);
        foreach (var key in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var was = old.TryGetValue(key, out var first);
            var isThere = now.TryGetValue(key, out var second);
            var (left, right) = (was ? text(first!) : null, isThere ? text(second!) : null);
            if (left != right)
            {
                _rows.Add(Row(kind, key, left, right, was && isThere ? number?.Invoke(second!) - number?.Invoke(first!) : null));
            }
        }
    }

    private ModelDifference Row(DifferenceKind kind, string key, string? left, string? right, double? delta) => new()
    {
        Name = before.Name,
        Version = before.Version,
        DifferenceVersion = after.Version,
        Kind = kind,
        Key = key,
        Change = left is null ? DifferenceChange.Added : right is null ? DifferenceChange.Removed : DifferenceChange.Changed,
        Before = left,
        After = right,
        Delta = delta,
        Registry = before.Registry,
    };
}
