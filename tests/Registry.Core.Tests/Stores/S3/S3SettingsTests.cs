using Registry.Configuration;
using Registry.Stores;
using Registry.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Stores.S3;

/// <summary>What <c>registry.yaml</c> may say of a store in S3.</summary>
public sealed class S3SettingsTests
{
    [Fact]
    public void Every_key_of_a_store_is_read()
    {
        var store = Read(
            "url: s3://models/team-a/registry/", "endpoint: https://minio.example.com:9000", "region: eu-west-1", "pathStyle: true",
            "profile: work", "sse: aws:kms", "sseKmsKeyId: alias/models");

        store.ShouldBe(new StoreSettings("s3://models/team-a/registry/", "https://minio.example.com:9000", "eu-west-1", true, 3)
        {
            Profile = "work", Sse = "aws:kms", SseKmsKeyId = "alias/models",
        });
        StoreFactory.Open([store], "/").Primary.Url.ShouldBe("s3://models/team-a/registry");
        StoreFactory.IsLocal(store).ShouldBeFalse();
    }

    [Theory]
    [InlineData("s3://bucket", "bucket", "")]
    [InlineData("s3://bucket/", "bucket", "")]
    [InlineData("S3://My.Bucket_1/a/b", "My.Bucket_1", "a/b/")]
    public void A_url_names_bucket_and_prefix(string url, string bucket, string prefix) =>
        S3Location.TryParse(url).ShouldBe(new S3Location(bucket, prefix));

    [Theory]
    [InlineData("s3://"), InlineData("s3://a"), InlineData("s3://bucket/../x"), InlineData("s3://bucket/a//b")]
    [InlineData("s3://bucket/a?versionId=1"), InlineData("s3://bucket/a b"), InlineData("s3://bucket/ü"), InlineData("s3://buc%ket")]
    public void A_url_that_names_none_is_refused(string url) =>
        Refused.With(ErrorCodes.Unreadable, () => Read($"url: '{url}'")).Message.ShouldContain("s3://bucket/prefix");

    [Theory]
    [InlineData("accessKeyId"), InlineData("secretAccessKey"), InlineData("secret_key"), InlineData("aws_session_token")]
    [InlineData("password"), InlineData("credentials"), InlineData("access-key")]
    public void A_secret_is_refused_by_the_name_of_its_key(string key)
    {
        var e = Refused.With(ErrorCodes.Unreadable, () => Read("url: s3://models/x", $"{key}: hunter2"));

        e.Line.ShouldBe(4);
        e.Message.ShouldContain($"'{key}'");
        e.Message.ShouldContain("AWS_");
        e.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("url: s3://AKIA:hunter2@models/x", null)]
    [InlineData("url: s3://AKIA:hun/ter2@models/x", null)]
    [InlineData("url: s3://models/x", "endpoint: https://ann:hunter2@minio.example.com")]
    [InlineData("url: s3://models/x", "endpoint: https://ann:hun/ter2@minio.example.com")]
    public void A_secret_in_a_url_is_refused_and_not_repeated(string url, string? endpoint)
    {
        var e = Refused.With(ErrorCodes.Unreadable, () => Read([url, .. endpoint is null ? Array.Empty<string>() : [endpoint]]));

        e.Message.ShouldNotContain("ter2");
        e.Message.ShouldNotContain("hun");
    }

    [Theory]
    [InlineData("endpoint: minio.example.com", "no http or https URL")]
    [InlineData("endpoint: ftp://minio.example.com", "no http or https URL")]
    [InlineData("region: 'eu west'", "no region")]
    [InlineData("sse: des", "'AES256' or 'aws:kms'")]
    [InlineData("sseKmsKeyId: alias/x", "needs 'sse: aws:kms'")]
    public void What_cannot_be_is_refused(string line, string part) =>
        Refused.With(ErrorCodes.Unreadable, () => Read("url: s3://models/x", line)).Message.ShouldContain(part);

    private static StoreSettings Read(params string[] lines) => ConfigurationReader.Parse(
        $"schema: 1\nstores:\n  - {string.Join("\n    ", lines)}\n", "registry.yaml").Stores.Single();
}
