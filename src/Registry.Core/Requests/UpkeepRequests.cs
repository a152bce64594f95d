using System.Globalization;

namespace Registry;

/// <summary>What to check of a model.</summary>
public sealed record ModelCheckRequest
{
    public required string Name { get; init; }

    /// <summary>Exact, a range, or <c>latest</c>; null for all active versions.</summary>
    public string? Version { get; init; }

    /// <summary>The version that holds this stage. Not asked where <see cref="Version"/> is set.</summary>
    public string? Stage { get; init; }

    /// <summary>Existence and length alone: nothing is read.</summary>
    public bool Quick { get; init; }
}

/// <summary>How many blobs to hash: a number, or a share of all.</summary>
public readonly record struct SampleSize
{
    private SampleSize(double amount, bool isPercent) => (Amount, IsPercent) = (amount, isPercent);

    public double Amount { get; }

    public bool IsPercent { get; }

    /// <summary>From <c>500</c> or <c>5%</c>.</summary>
    /// <exception cref="RegistryException">MLR1003.</exception>
    public static SampleSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isPercent = text.EndsWith('%');
        var digits = isPercent ? text[..^1] : text;
        var style = isPercent ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        return double.TryParse(digits, style, CultureInfo.InvariantCulture, out var amount)
            && amount > 0 && amount <= (isPercent ? 100 : int.MaxValue)
            ? new SampleSize(amount, isPercent)
            : throw new RegistryException(
                ErrorCodes.Malformed,
                $"'{Naming.Shown.Of(text)}' is no sample; give a number of blobs such as 500, or a share such as 5%.");
    }

    /// <summary>How many of so many; of a share at least one.</summary>
    public int Of(int count) =>
        (int)Math.Min(count, IsPercent ? Math.Max(1, Math.Ceiling(count * Amount / 100)) : Amount);
}

/// <summary>What to check of stores.</summary>
public sealed record StoreCheckRequest
{
    /// <summary>URLs, folders, or places in <c>registry.yaml</c> from 0 on; empty for all that the registry has.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>How many blobs to hash, chosen by chance; null for all.</summary>
    public SampleSize? Sample { get; init; }

    /// <summary>Hashes what was written, or is named by a version registered, at this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What the chance begins with; null for another one each time.</summary>
    public int? Seed { get; init; }
}

/// <summary>What to mend, and from where.</summary>
public sealed record StoreRepairRequest
{
    /// <summary>A URL, folder, or place in <c>registry.yaml</c>; null for the registry's other stores, in order.</summary>
    public string? From { get; init; }

    /// <summary>What is looked at, and so what is mended.</summary>
    public StoreCheckRequest Check { get; init; } = new();
}

/// <summary>Which store to copy from, and to which.</summary>
public sealed record StoreSyncRequest
{
    /// <summary>A URL, folder, or place in <c>registry.yaml</c>; null for the registry's first store.</summary>
    public string? From { get; init; }

    /// <summary>The same; empty for all other stores of the registry.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Also blobs that no version names; not those that are condemned.</summary>
    public bool All { get; init; }
}
