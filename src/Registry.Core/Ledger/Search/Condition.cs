namespace Registry.Ledger.Search;

/// <summary>
/// What a filter asks of a version. True or false, nothing between: so NOT, AND and OR are those of logic.
/// </summary>
internal abstract record Condition
{
    /// <summary>The only models that can have a match; null where any can.</summary>
    public virtual IReadOnlySet<string>? Models => null;

    public abstract bool Holds(ModelVersion version);
}

/// <summary>AND; of nothing, what always holds.</summary>
internal sealed record AllOf(IReadOnlyList<Condition> Conditions) : Condition
{
    public override IReadOnlySet<string>? Models
    {
        get
        {
            HashSet<string>? models = null;
            foreach (var pinned in Conditions.Select(condition => condition.Models).OfType<IReadOnlySet<string>>())
            {
                models ??= [.. pinned];
                models.IntersectWith(pinned);
            }

            return models;
        }
    }

    public override bool Holds(ModelVersion version)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.Holds(version))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>OR.</summary>
internal sealed record AnyOf(IReadOnlyList<Condition> Conditions) : Condition
{
    public override IReadOnlySet<string>? Models
    {
        get
        {
            var models = new HashSet<string>(StringComparer.Ordinal);
            foreach (var condition in Conditions)
            {
                if (condition.Models is not { } pinned)
                {
                    return null;
                }

                models.UnionWith(pinned);
            }

            return models;
        }
    }

    public override bool Holds(ModelVersion version)
    {
        foreach (var condition in Conditions)
        {
            if (condition.Holds(version))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>NOT.</summary>
internal sealed record Negation(Condition Condition) : Condition
{
    public override bool Holds(ModelVersion version) => !Condition.Holds(version);
}

/// <summary>
/// A comparison: does any of the field's values pass any of the tests? The negative ones (!=, NOT LIKE, NOT IN) ask
/// whether none does. A value that is not there passes neither.
/// </summary>
/// <param name="Read">The field's values; null where it is missing, which an empty set of stages is not.</param>
/// <param name="Tests">One for each operand.</param>
/// <param name="Negated">Whether none must pass.</param>
internal sealed record Comparison<T>(
    Func<ModelVersion, IReadOnlyList<T>?> Read, IReadOnlyList<Func<T, bool>> Tests, bool Negated) : Condition
{
    /// <summary>For <c>name = 'x'</c>: what it pins.</summary>
    public IReadOnlySet<string>? Pinned { get; init; }

    public override IReadOnlySet<string>? Models => Pinned;

    public override bool Holds(ModelVersion version) =>
        Read(version) is { } values && values.Any(value => Tests.Any(test => test(value))) != Negated;
}
