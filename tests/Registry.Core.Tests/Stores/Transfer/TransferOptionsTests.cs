using Registry.Stores.Transfer;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.Transfer;

public sealed class TransferOptionsTests
{
    [Theory]
    [InlineData("50MiB", 50L << 20)]
    [InlineData("50 mib/s", 50L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("800KB", 800_000L)]
    [InlineData("2MB", 2_000_000L)]
    [InlineData("1GB", 1_000_000_000L)]
    [InlineData("4096", 4096L)]
    [InlineData("4096B", 4096L)]
    public void A_rate_is_read(string text, long expected) =>
        With(TransferOptions.BandwidthVariable, text).BytesPerSecond.ShouldBe(expected);

    [Theory]
    [InlineData("fast")]
    [InlineData("0")]
    [InlineData("-1MiB")]
    [InlineData("10")]
    [InlineData("1,5MiB")]
    [InlineData("MiB")]
    [InlineData("99999999999999999GiB")]
    public void A_rate_that_cannot_be_is_refused(string text) =>
        Refused.With(ErrorCodes.Malformed, () => With(TransferOptions.BandwidthVariable, text))
            .Message.ShouldContain("MODEL_REGISTRY_BANDWIDTH");

    [Theory]
    [InlineData("1", 1)]
    [InlineData("64", 64)]
    public void The_number_of_transfers_is_read(string text, int expected) =>
        With(TransferOptions.ParallelVariable, text).Parallel.ShouldBe(expected);

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-2")]
    [InlineData("many")]
    public void A_number_of_transfers_that_cannot_be_is_refused(string text) =>
        Refused.With(ErrorCodes.Malformed, () => With(TransferOptions.ParallelVariable, text))
            .Message.ShouldContain("from 1 to 64");

    [Fact]
    public void Without_variables_there_is_no_limit() =>
        TransferOptions.From(_ => null).ShouldBe(new TransferOptions { BytesPerSecond = null });

    private static TransferOptions With(string name, string value) =>
        TransferOptions.From(asked => asked == name ? value : null);
}
