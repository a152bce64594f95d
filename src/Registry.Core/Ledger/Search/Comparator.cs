namespace Registry.Ledger.Search;

internal enum Relation
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    ILike,
}

/// <summary>A comparison's operator. IN is equality with any of several; !=, NOT IN and NOT LIKE are negated.</summary>
/// <param name="Text">As the grammar writes it.</param>
/// <param name="Relation">What must be between value and operand.</param>
/// <param name="Negated">Whether it must not be.</param>
internal sealed record Comparator(string Text, Relation Relation, bool Negated = false)
{
    public bool IsLike => Relation is Relation.Like or Relation.ILike;

    public bool IsIn => Text.EndsWith("IN", StringComparison.Ordinal);

    /// <summary>Whether a value that compares so to the operand is in the relation.</summary>
    public bool Accepts(int compared) => Relation switch
    {
        Relation.Less => compared < 0,
        Relation.LessOrEqual => compared <= 0,
        Relation.Greater => compared > 0,
        Relation.GreaterOrEqual => compared >= 0,
        _ => compared == 0,
    };
}
