namespace QuickStart;

/// <summary>One image, its pixels row by row from 0 (paper) to 16 (ink), and the digit its writer meant.</summary>
internal sealed record Digit(byte[] Pixels, int Value)
{
    public const int Side = 8;
    public const int PixelCount = Side * Side;
    public const byte Ink = 16;
    public const int ValueCount = 10;

    /// <summary>What a model says when it reads the digit correctly.</summary>
    public char Label => (char)('0' + Value);
}
