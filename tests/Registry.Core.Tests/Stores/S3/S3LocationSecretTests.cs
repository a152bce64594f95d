using Registry.Configuration;
using Registry.Stores.S3;

namespace Registry.Tests.Stores.S3;

/// <summary>A store that is configured wrongly is told of without what it should not have held.</summary>
public sealed class S3LocationSecretTests
{
    [Theory]
    [InlineData("s3://key:t0k3n@bucket/x", null, "'s3://bucket/x'")]
    [InlineData("s3://key:t0/k3n@bucket/x", null, "'s3://bucket/x'")]
    [InlineData("s3://bucket/x?token=t0k3n", null, "'s3://bucket/x'")]
    [InlineData("s3://bucket/x", "http://key:t0k3n@host:9000", "'http://host:9000'")]
    [InlineData("s3://bucket/x", "http://host:9000/?token=t0k3n", "'http://host:9000/'")]
    [InlineData("s3://bucket/x", "key:t0k3n@host:9000", "'host:9000'")]
    [InlineData("s3://bucket/x", "host:9000", "'host:9000'")]
    public void Secrets_are_not_in_what_is_said(string url, string? endpoint, string shown)
    {
        var said = S3Location.WhyNot(new StoreSettings(url, endpoint, null, false, 1)).ShouldNotBeNull();

        said.ShouldContain(shown);
        said.ShouldNotContain("k3n");
    }
}
