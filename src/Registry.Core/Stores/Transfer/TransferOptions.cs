using System.Globalization;
using Registry.Naming;

namespace Registry.Stores.Transfer;

/// <summary>How bytes are moved to and from stores: the same for folders and buckets.</summary>
internal sealed record TransferOptions
{
    public const string ParallelVariable = "MODEL_REGISTRY_PARALLEL";

    public const string BandwidthVariable = "MODEL_REGISTRY_BANDWIDTH";

    /// <summary>S3 takes no smaller ones but the last of a file.</summary>
    private const int SmallestPiece = 5 * Mebibyte;

    private const int ShortestDownloadPart = 16 * Mebibyte;

    private const int LongestDownloadPart = 64 * Mebibyte;

    private const int Mebibyte = 1024 * 1024;

    private const int MostParallel = 64;

    private static readonly (string Suffix, long Factor)[] s_units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("B", 1), ("", 1),
    ];

    /// <summary>Files or parts of files that are under way at once.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>
    /// Bytes of a part of an upload to S3: the most of a file that is under way at once, and that is sent anew after a cut. It
    /// goes in pieces side by side: longer ones cost a server less, shorter ones are lost less of.
    /// </summary>
    public int UploadPartSize { get; init; } = 128 * Mebibyte;

    /// <summary>Bytes that one connection carries of an upload, so that a part's pieces keep all connections busy.</summary>
    public int PieceSize => Math.Max(SmallestPiece, UploadPartSize / Parallel);

    /// <summary>
    /// Bytes of a download that one connection fetches: enough of them for all connections, and few requests. A journal tells
    /// how far each is, so that next to nothing is fetched twice.
    /// </summary>
    /// <param name="size">Of the whole; null where it is not known.</param>
    public int DownloadPartOf(long? size) => (int)Math.Clamp(
        (((size ?? 0) / (2 * Parallel)) + Mebibyte - 1) / Mebibyte * Mebibyte, ShortestDownloadPart, LongestDownloadPart);

    /// <summary>Most bytes a second of all transfers together; null sets no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>A transfer that moved no byte for so long is taken for dead, and tried again.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="RegistryException">MLR1003 where a variable says what cannot be.</exception>
    public static TransferOptions FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static TransferOptions From(Func<string, string?> variable)
    {
        var options = new TransferOptions();
        return options with
        {
            Parallel = variable(ParallelVariable) is { Length: > 0 } parallel ? ParseParallel(parallel) : options.Parallel,
            BytesPerSecond = variable(BandwidthVariable) is { Length: > 0 } rate ? ParseRate(rate) : null,
        };
    }

    private static int ParseParallel(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostParallel
            ? count
            : throw Refuse(ParallelVariable, text, $"give a number from 1 to {MostParallel}");

    private static long ParseRate(string text)
    {
        var rate = text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        var (suffix, factor) = s_units.First(unit => rate.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        return decimal.TryParse(
                rate[..^suffix.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number < long.MaxValue / factor && number * factor >= 1024
            ? (long)(number * factor)
            : throw Refuse(BandwidthVariable, text, "give bytes a second, at least 1KiB, such as '50MiB'");
    }

    private static RegistryException Refuse(string variable, string text, string remedy) => new(
        ErrorCodes.Malformed, $"The environment variable {variable} is '{Shown.Of(text)}'; {remedy}, or unset it.");
}
