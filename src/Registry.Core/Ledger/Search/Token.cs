namespace Registry.Ledger.Search;

internal enum TokenKind
{
    /// <summary>A field or a keyword.</summary>
    Word,

    /// <summary>What begins like a number; whether it is one is for the field to say.</summary>
    Number,

    /// <summary>A string, in single or double quotes.</summary>
    Text,

    Operator,
    Open,
    Close,
    Comma,
    End,
}

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where it begins, from 0.</param>
/// <param name="End">Where the next character is.</param>
/// <param name="Value">What it says, without quotes; of a word, what stands before its first dot.</param>
/// <param name="Key">Of a word, what stands behind its first dot, without quotes; null without a dot.</param>
internal readonly record struct Token(TokenKind Kind, int At, int End, string Value, string? Key = null)
{
    /// <summary>Whether it is this keyword, in any case.</summary>
    public bool Is(string keyword) =>
        Kind == TokenKind.Word && Key is null && Value.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
