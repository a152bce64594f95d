using System.Text;

namespace Registry.Ledger.Search;

/// <summary>Reads a filter's tokens one by one, so that the leftmost fault is the one that is told.</summary>
internal sealed class FilterLexer(FilterText source)
{
    /// <summary>No string or key is longer, in characters, so that comparing has a bound.</summary>
    public const int LongestValue = 1000;

    private readonly string _text = source.Text;
    private int _at;

    /// <exception cref="RegistryException">MLR1003.</exception>
    public Token Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at == _text.Length)
        {
            return new Token(TokenKind.End, source.End, source.End, "");
        }

        return _text[_at] switch
        {
            '(' => Take(TokenKind.Open, 1),
            ')' => Take(TokenKind.Close, 1),
            ',' => Take(TokenKind.Comma, 1),
            '=' or '<' or '>' or '!' => Operator(),
            '\'' or '"' => Text(),
            var c when char.IsAsciiLetter(c) || c == '_' => Word(),
            var c when char.IsAsciiDigit(c) || (c is '+' or '-' or '.' && IsNumberAt(_at + 1)) => Number(),
            '`' => throw source.Wrong(
                _at, "Backticks are for keys alone, as in label.`my key`; put strings in single quotes."),
            var c => throw source.Wrong(
                _at,
                $"Unexpected character {Show(c)}; fields are plain words, and strings stand in single quotes (')."),
        };
    }

    private static string Show(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : $"'{c}'";

    /// <summary>Whether it may stand in a key without quotes.</summary>
    public static bool IsKeyCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or '@' or '-';

    private bool IsNumberAt(int at) =>
        at < _text.Length && (char.IsAsciiDigit(_text[at]) || (_text[at] == '.' && IsDigitAt(at + 1)));

    private bool IsDigitAt(int at) => at < _text.Length && char.IsAsciiDigit(_text[at]);

    private Token Take(TokenKind kind, int length)
    {
        var begin = _at;
        _at += length;
        return new Token(kind, begin, _at, _text[begin.._at]);
    }

    private Token Operator()
    {
        var two = _text.AsSpan(_at, Math.Min(2, _text.Length - _at));
        return two switch
        {
            "<=" or ">=" or "!=" => Take(TokenKind.Operator, 2),
            "==" => throw source.Wrong(_at, "'==' is not a comparison; write '='."),
            "<>" => throw source.Wrong(_at, "'<>' is not a comparison; write '!='."),
            ['!', ..] => throw source.Wrong(_at, "'!' is not a comparison; write '!=', or NOT before a condition."),
            _ => Take(TokenKind.Operator, 1),
        };
    }

    /// <summary>Runs on to the next space or sign, so that a date without quotes is one token.</summary>
    private Token Number()
    {
        var begin = _at++;
        while (_at < _text.Length
            && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' or ':' or '+' or '-'))
        {
            _at++;
        }

        return new Token(TokenKind.Number, begin, _at, _text[begin.._at]);
    }

    private Token Text()
    {
        var begin = _at;
        var value = Quoted("string");
        return new Token(TokenKind.Text, begin, _at, value);
    }

    private Token Word()
    {
        var begin = _at;
        while (_at < _text.Length && _text[_at] != '.' && IsKeyCharacter(_text[_at]))
        {
            _at++;
        }

        var name = _text[begin.._at];
        if (_at == _text.Length || _text[_at] != '.')
        {
            return new Token(TokenKind.Word, begin, _at, name);
        }

        _at++;
        var key = Key(name);
        return new Token(TokenKind.Word, begin, _at, name, key);
    }

    private string Key(string name)
    {
        var begin = _at;
        if (_at < _text.Length && _text[_at] is '"' or '`')
        {
            var quoted = Quoted("key");
            return quoted.Length > 0 ? quoted : throw source.Wrong(begin, $"The key after '{name}.' is empty.");
        }

        while (_at < _text.Length && IsKeyCharacter(_text[_at]))
        {
            _at++;
        }

        if (_at == begin)
        {
            throw source.Wrong(begin, $"Expected a key after '{name}.'; put odd ones in double quotes.");
        }

        return Bounded(begin, "key", _text[begin.._at]);
    }

    /// <summary>What stands in quotes; twice the quote stands for one.</summary>
    private string Quoted(string what)
    {
        var (begin, quote) = (_at, _text[_at]);
        _at++;
        var value = new StringBuilder();
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c != quote)
            {
                value.Append(c);
            }
            else if (_at < _text.Length && _text[_at] == quote)
            {
                value.Append(quote);
                _at++;
            }
            else
            {
                return Bounded(begin, what, value.ToString());
            }
        }

        throw source.Wrong(begin, $"The {what} that begins here has no closing quote ({quote}).");
    }

    private string Bounded(int begin, string what, string value) =>
        value.Length <= LongestValue ? value
            : throw source.Wrong(begin, $"A {what} in a filter has at most {LongestValue} characters; shorten it.");
}
