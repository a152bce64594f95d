using System.Globalization;
using Registry.Naming;

namespace Registry.Ledger.Search;

/// <summary>Makes a comparison of a field, an operator and its operands, as the field's type has it.</summary>
internal sealed class ComparisonBuilder(
    FilterText source, Field field, Comparator comparator, IReadOnlyList<Token> operands)
{
    /// <exception cref="RegistryException">MLR1003 where an operand does not suit the field.</exception>
    public Condition Build() => field.Name switch
    {
        "name" => Texts(version => [version.Name]) with { Pinned = Pinned() },
        "author" => Texts(version => [version.Author]),
        "stage" => Texts(version => version.Stages),
        "param" => Loose(version => Find(version.Parameters)),
        "label" => Loose(version => Find(version.Labels)),

        // A pattern matches with the v or without, whichever way it was written.
        "version" when comparator.IsLike => Texts(version => [version.Version, version.Version[1..]]),
        "version" => Of<SemanticVersion, SemanticVersion>(
            version => [SemanticVersion.Parse(version.Version)], Literals.Version,
            (value, than) => value.CompareTo(than)),
        "date" when comparator.IsLike => Texts(version => [Written(version.Date)]),
        "date" => Of<DateTimeOffset, DateSpan>(
            version => [version.Date], Literals.Date, (value, than) => than.Compare(value)),
        "version_number" => Numbers(version => Major(version.Version), Literals.Count),
        "size" => Numbers(version => version.Size, Literals.Bytes),
        _ => Numbers(
            version => version.Metrics.TryGetValue(field.Key!, out var metric) ? metric : null, Literals.Number),
    };

    /// <summary>The number before the first dot: all that MLflow's versions have.</summary>
    private static double? Major(string version) =>
        double.Parse(SemanticVersion.Parse(version).Release[0], CultureInfo.InvariantCulture);

    private static string Written(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string[]? Find(IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(field.Key!, out var value) ? [value] : null;

    private HashSet<string>? Pinned() =>
        comparator is { Relation: Relation.Equal, Negated: false }
            ? operands.Select(operand => operand.Value).ToHashSet(StringComparer.Ordinal) : null;

    private Comparison<string> Texts(Func<ModelVersion, IReadOnlyList<string>?> read) =>
        new(read, [.. operands.Select(TextTest)], comparator.Negated);

    /// <summary>
    /// Text, but for an operand without quotes: then both sides are numbers, and what is none differs.
    /// </summary>
    private Comparison<string> Loose(Func<ModelVersion, IReadOnlyList<string>?> read) =>
        new(read, [.. operands.Select(operand => IsNumber(operand) ? NumberTest(operand) : TextTest(operand))],
            comparator.Negated);

    private bool IsNumber(Token operand) => operand.Kind == TokenKind.Number && !comparator.IsLike;

    private Func<string, bool> TextTest(Token operand)
    {
        var text = Literals.Text(source, field, operand);
        return comparator.IsLike
            ? new LikePattern(text, ignoreCase: comparator.Relation == Relation.ILike).IsMatch
            : value => comparator.Accepts(string.CompareOrdinal(value, text));
    }

    private Func<string, bool> NumberTest(Token operand)
    {
        var number = Literals.Number(source, field, operand);
        return value => Literals.TryNumber(value, out var parsed) && comparator.Accepts(parsed.CompareTo(number));
    }

    private Comparison<double> Numbers(
        Func<ModelVersion, double?> read, Func<FilterText, Field, Token, double> literal) =>
        Of<double, double>(
            version => read(version) is { } number ? [number] : null, literal, (value, than) => value.CompareTo(than));

    private Comparison<T> Of<T, TLiteral>(
        Func<ModelVersion, IReadOnlyList<T>?> read, Func<FilterText, Field, Token, TLiteral> literal,
        Func<T, TLiteral, int> compare)
    {
        return new Comparison<T>(read, [.. operands.Select(Test)], comparator.Negated);

        Func<T, bool> Test(Token operand)
        {
            var than = literal(source, field, operand);
            return value => comparator.Accepts(compare(value, than));
        }
    }
}
