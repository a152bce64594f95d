namespace QuickStart;

/// <summary>The same rows for training and for testing in every run, so that versions can be compared.</summary>
internal sealed record DigitSplit(IReadOnlyList<Digit> Training, IReadOnlyList<Digit> HeldOut)
{
    private const int TrainingRows = 1297;
    private const ulong Seed = 1998;

    /// <summary>Shuffles first: the file is ordered by writer.</summary>
    public static DigitSplit Of(IEnumerable<Digit> digits)
    {
        var shuffled = digits.ToArray();
        if (shuffled.Length <= TrainingRows)
        {
            throw new InvalidDataException(
                $"The data set has {shuffled.Length} rows; training needs {TrainingRows} and some to test on.");
        }

        new SeededRandom(Seed).Shuffle(shuffled);
        return new DigitSplit(shuffled[..TrainingRows], shuffled[TrainingRows..]);
    }
}
