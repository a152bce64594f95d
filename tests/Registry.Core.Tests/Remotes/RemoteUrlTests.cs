using Registry.Configuration;
using Registry.Git;
using Registry.Remotes;
using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>What is a URL of a registry, what of it is shown, and which stores it may bring.</summary>
public sealed class RemoteUrlTests
{
    [Theory]
    [InlineData("https://git.example.com/team/models.git", "https://git.example.com/team/models.git")]
    [InlineData("https://ann:s3cret@git.example.com/models", "https://git.example.com/models")]
    [InlineData("https://ghp_token@git.example.com:8443/models", "https://git.example.com:8443/models")]
    [InlineData("http://[::1]:8080/models.git", "http://[::1]:8080/models.git")]
    [InlineData("ssh://git@git.example.com:2222/models.git", "ssh://git@git.example.com:2222/models.git")]
    [InlineData("ssh://git:s3cret@git.example.com/models.git", "ssh://git@git.example.com/models.git")]
    [InlineData("git@git.example.com:team/models.git", "git@git.example.com:team/models.git")]
    [InlineData("git.example.com:team/models.git", "git.example.com:team/models.git")]
    [InlineData("file:///srv/git/models.git", "file:///srv/git/models.git")]
    public void A_url_is_shown_without_its_secrets(string given, string shown)
    {
        var url = RegistryLocation.UrlOf(given).ShouldNotBeNull();

        url.Shown.ShouldBe(shown);
        RegistryLocation.WithoutSecrets(given).ShouldBe(shown);
        SecretFree.Of($"fatal: cannot reach '{given}', sorry").ShouldBe($"fatal: cannot reach '{shown}', sorry");
        RegistryLocation.UrlOf(shown).ShouldNotBeNull().Key.ShouldBe(url.Key);
    }

    [Theory]
    [InlineData("--upload-pack=touch")]
    [InlineData("ext::sh -c touch% x")]
    [InlineData("git::https://host/x")]
    [InlineData("ftp://host/x")]
    [InlineData("s3://bucket/x")]
    [InlineData("git://host/x")]
    [InlineData("ssh://-oProxyCommand=touch/x")]
    [InlineData("ssh://git@-oProxyCommand=touch/x")]
    [InlineData("-oProxyCommand=touch:x")]
    [InlineData("git@-oProxyCommand=touch:x")]
    [InlineData("https:///x")]
    [InlineData("https://host/x\ny")]
    [InlineData("file://")]
    [InlineData("")]
    public void What_git_might_run_or_misread_is_no_registry(string given) =>
        Refused.With(ErrorCodes.Malformed, () => RegistryLocation.UrlOf(given));

    [Theory]
    [InlineData("https://ann:s3c/ret@host/x")]
    [InlineData("https://ann:s3c ret@host/x")]
    [InlineData("ftp://ann:s3cret@host/x")]
    [InlineData("ext::https://ann:s3cret@host/x")]
    public void A_url_that_is_refused_is_shown_without_its_secrets_too(string given) =>
        Refused.With(ErrorCodes.Malformed, () => RegistryLocation.UrlOf(given)).Message.ShouldNotContain("s3c");

    [Theory]
    [InlineData("models")]
    [InlineData("./a:b")]
    [InlineData("/srv/a::b/models")]
    [InlineData("c:")]
    public void A_path_is_no_url(string path) => RegistryLocation.UrlOf(path).ShouldBeNull();

    [Fact]
    public void A_password_is_in_gits_environment_and_in_no_url_of_it()
    {
        var variables = RegistryLocation.UrlOf("https://ann:a%2Fb%20c@host:8443/models").ShouldNotBeNull().Environment();

        variables.Values.ShouldContain("a/b c");
        variables.Where(pair => pair.Key.StartsWith("GIT_", StringComparison.Ordinal))
            .Select(pair => pair.Value)
            .ShouldAllBe(value => !value.Contains("a/b", StringComparison.Ordinal) && !value.Contains("%2F", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file:///srv/models", "file:///srv/models", true)]
    [InlineData("file:///srv/models/", "file:///srv/models/a", true)]
    [InlineData("/srv/models", "file:///srv/models/a", true)]
    [InlineData("file:///srv/models", "file:///srv/models-of-others", false)]
    [InlineData("file:///srv/models", "file:///srv/models/../secret", false)]
    [InlineData("file:///srv/models", "file:///srv/models/%2e%2e/secret", false)]
    [InlineData("", "file:///srv/models", false)]
    [InlineData("file:models", "file:///models", false)]
    [InlineData("http://127.0.0.1:9000", "http://127.0.0.1:9000/bucket", true)]
    [InlineData("http://127.0.0.1:9000", "http://127.0.0.1:90001/bucket", false)]
    public void Trust_reaches_what_is_below_it(string trusted, string store, bool covered) =>
        StoreTrust.Covers(trusted, store).ShouldBe(covered);

    [Theory]
    [InlineData("s3://models/registry", null, false)]
    [InlineData("s3://models/registry", "https://minio.example.com", false)]
    [InlineData("s3://models/registry", "http://169.254.169.254/latest", true)]
    [InlineData("s3://models/registry", "http://localhost:9000", true)]
    [InlineData("s3://models/registry", "http://[::ffff:127.0.0.1]:9000", true)]
    [InlineData("s3://models/registry", "http://[fe80::1]/", true)]
    [InlineData("s3://models/registry", "http://0.0.0.0:9000", true)]
    [InlineData("file:///srv/models", null, true)]
    [InlineData("\\\\host\\share", null, true)]
    [InlineData("/srv/models", null, true)]
    public void Folders_shares_and_services_of_this_machine_need_trust(string url, string? endpoint, bool suspicious) =>
        StoreTrust.SuspiciousUrls(new StoreSettings(url, endpoint, null, false, 1)).Any().ShouldBe(suspicious);
}
