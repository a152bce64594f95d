using Registry.Git;
using Registry.Tests.Support;

namespace Registry.Tests.Git;

/// <summary>What of a URL may be shown, logged or recorded.</summary>
public sealed class SecretFreeTests
{
    [Theory]
    [InlineData("https://host/x?private_token=s3cret", "https://host/x")]
    [InlineData("https://host/x?a=1&token=s3cret#s3cret", "https://host/x")]
    [InlineData("https://host/x#s3cret", "https://host/x")]
    [InlineData("https://host?s3cret", "https://host")]
    [InlineData("https://ann:s3?cret@host/x?t=s3cret", "https://host/x")]
    [InlineData("s3://key:s3cret@bucket/x?versionId=s3cret", "s3://bucket/x")]
    [InlineData("http://host/b/k?X-Amz-Credential=s3cret&X-Amz-Signature=s3cret", "http://host/b/k")]
    [InlineData("HTTPS://host/x?s3cret", "HTTPS://host/x")]
    [InlineData("ssh://git@host/what?/x", "ssh://git@host/what?/x")]
    [InlineData("file:///srv/what?/#1", "file:///srv/what?/#1")]
    [InlineData("Is it there? See #4.", "Is it there? See #4.")]
    [InlineData("https://host/x", "https://host/x")]
    public void Queries_go_with_the_user_info(string url, string shown)
    {
        SecretFree.Of(url).ShouldBe(shown);
        SecretFree.Of($"'{url}' \"{url}\" <{url}>\n{url} and {url}")
            .ShouldBe($"'{shown}' \"{shown}\" <{shown}>\n{shown} and {shown}");
    }

    [Theory]
    [InlineData("https://host/models.git?token=s3cret")]
    [InlineData("https://ann:s3cret@host/models.git#s3cret")]
    public void A_registry_by_a_url_with_a_query_is_refused_without_showing_it(string url)
    {
        var e = Refused.With(ErrorCodes.Malformed, () => RegistryLocation.UrlOf(url));

        e.Message.ShouldNotContain("s3cret");
        e.Message.ShouldContain("/models.git'");
        e.Message.ShouldContain("credential helper");
    }
}
