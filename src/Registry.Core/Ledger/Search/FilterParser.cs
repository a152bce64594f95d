namespace Registry.Ledger.Search;

/// <summary>
/// Recursive descent over a filter: OR of ANDs of NOTs of comparisons and parentheses. Only parentheses recurse, and
/// those are counted, so no text can exhaust the stack, in reading or in asking.
/// </summary>
internal sealed class FilterParser
{
    /// <summary>Parentheses within parentheses.</summary>
    public const int Deepest = 100;

    /// <summary>Values of one IN.</summary>
    public const int LongestList = 1000;

    private readonly FilterText _source;
    private readonly FilterLexer _lexer;
    private Token? _ahead;

    private FilterParser(string text)
    {
        _source = new FilterText(text);
        _lexer = new FilterLexer(_source);
    }

    /// <summary>Read no sooner than it is looked at: what stands before it is judged first.</summary>
    private Token Current => _ahead ??= _lexer.Next();

    /// <exception cref="RegistryException">MLR1003, with the column.</exception>
    public static Condition Parse(string text)
    {
        var parser = new FilterParser(text);
        if (parser.Current.Kind == TokenKind.End)
        {
            return new AllOf([]);
        }

        var condition = parser.ReadOr(depth: 0);
        return parser.Current.Kind == TokenKind.End ? condition
            : throw parser._source.Expected("AND, OR or the end of the filter", parser.Current);
    }

    private Condition ReadOr(int depth)
    {
        var conditions = new List<Condition> { ReadAnd(depth) };
        while (Accept("OR"))
        {
            conditions.Add(ReadAnd(depth));
        }

        return conditions.Count == 1 ? conditions[0] : new AnyOf(conditions);
    }

    private Condition ReadAnd(int depth)
    {
        var conditions = new List<Condition> { ReadNot(depth) };
        while (Accept("AND"))
        {
            conditions.Add(ReadNot(depth));
        }

        return conditions.Count == 1 ? conditions[0] : new AllOf(conditions);
    }

    private Condition ReadNot(int depth)
    {
        var negated = false;
        while (Accept("NOT"))
        {
            negated = !negated;
        }

        var condition = Current.Kind == TokenKind.Open ? ReadParenthesis(depth + 1) : ReadComparison();
        return negated ? new Negation(condition) : condition;
    }

    private Condition ReadParenthesis(int depth)
    {
        if (depth > Deepest)
        {
            throw _source.Wrong(Current.At, $"Parentheses are at most {Deepest} deep; take some out.");
        }

        Take();
        var condition = ReadOr(depth);
        Expect(TokenKind.Close, "AND, OR or ')'");
        return condition;
    }

    private Condition ReadComparison()
    {
        if (Current.Kind != TokenKind.Word || Current.Is("AND") || Current.Is("OR"))
        {
            throw _source.Expected("a field such as name or metric.auc, NOT or '('", Current);
        }

        var field = Field.Resolve(_source, Take());
        var comparator = ReadComparator(field);
        IReadOnlyList<Token> operands = comparator.IsIn ? ReadList(field, comparator) : [ReadValue(field, comparator)];
        return new ComparisonBuilder(_source, field, comparator, operands).Build();
    }

    private Comparator ReadComparator(Field field)
    {
        var at = Current.At;
        var negated = Accept("NOT");
        var (text, relation) = Current switch
        {
            var token when token.Is("LIKE") => ("LIKE", Relation.Like),
            var token when token.Is("ILIKE") => ("ILIKE", Relation.ILike),
            var token when token.Is("IN") => ("IN", Relation.Equal),
            _ when negated => throw _source.Expected("LIKE, ILIKE or IN after NOT", Current),
            { Kind: TokenKind.Operator } token => (token.Value, RelationOf(token.Value)),
            _ => throw _source.Expected(
                $"a comparison after '{field}' (=, !=, <, <=, >, >=, LIKE, ILIKE, IN)", Current),
        };
        var comparator = new Comparator(negated ? $"NOT {text}" : text, relation, negated || text == "!=");
        if (comparator.IsLike && !field.IsText)
        {
            throw _source.Wrong(
                at, $"{comparator.Text} is for text, and '{field}' is a number; use =, !=, <, <=, >, >= or IN.");
        }

        Take();
        return comparator;
    }

    private static Relation RelationOf(string text) => text switch
    {
        "<" => Relation.Less,
        "<=" => Relation.LessOrEqual,
        ">" => Relation.Greater,
        ">=" => Relation.GreaterOrEqual,
        _ => Relation.Equal,
    };

    private List<Token> ReadList(Field field, Comparator comparator)
    {
        Expect(TokenKind.Open, $"'(' and a list of values after {comparator.Text}");
        var values = new List<Token> { ReadValue(field, comparator) };
        while (Current.Kind == TokenKind.Comma)
        {
            Take();
            if (values.Count == LongestList)
            {
                throw _source.Wrong(Current.At, $"A list has at most {LongestList} values; join two by OR.");
            }

            values.Add(ReadValue(field, comparator));
        }

        Expect(TokenKind.Close, "',' or ')'");
        return values;
    }

    private Token ReadValue(Field field, Comparator comparator)
    {
        if (Current.Kind is not (TokenKind.Text or TokenKind.Number))
        {
            throw _source.Wrong(
                Current.At,
                $"Expected a value after {comparator.Text}, found {_source.Of(Current)}; put strings in single "
                + "quotes.");
        }

        var value = Take();
        if (field.Name != "size" || value.Kind != TokenKind.Number
            || Current is not { Kind: TokenKind.Word, Key: null } || !Literals.IsUnit(Current.Value))
        {
            return value;
        }

        var unit = Take();
        return value with { Value = value.Value + unit.Value, End = unit.End };
    }

    private bool Accept(string keyword)
    {
        if (!Current.Is(keyword))
        {
            return false;
        }

        Take();
        return true;
    }

    private void Expect(TokenKind kind, string what)
    {
        if (Current.Kind != kind)
        {
            throw _source.Expected(what, Current);
        }

        Take();
    }

    private Token Take()
    {
        var taken = Current;
        _ahead = null;
        return taken;
    }
}
