using System.IO.Compression;
using System.Text;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>
/// Builds whose models come from a bucket, by a registry's URL with a password: keys and password are in no output, no
/// lock file, nothing generated and, where no project has them, in no binary log.
/// </summary>
public sealed class SecretTests(PackageFeed feed)
{
    private const string Wrong = "wr0ng-secret-that-nobody-may-see";

    [Fact]
    public async Task A_build_with_secrets_in_its_environment_shows_none_of_them()
    {
        Assert.SkipUnless(GitHttpServer.Missing is null, GitHttpServer.Missing ?? "");
        Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
        using var scenario = new Scenario(feed);
        using var bucket = await TestBucket.CreateAsync(S3Server.Shared);
        using var server = GitHttpServer.Start(
            scenario["http"], scenario["served"], new GitHttpOptions { Access = HttpAccess.PasswordToRead });
        Share(scenario, bucket, server);
        scenario.WriteProject("<ModelReference Include=\"churn\" Version=\"1.*\" />");
        var search = new SecretSearch(
            Wrong, GitHttpOptions.Password, bucket.Endpoint.AccessKey, bucket.Endpoint.SecretKey);

        scenario.Dotnet("restore").Succeeded();
        search.Text("registering", scenario.Run("RegisterModels", "-v:diag").Succeeded().All);
        search.Text("building", scenario.Build("-v:diag", "-bl:build.binlog").Succeeded().All);
        scenario.Environment["AWS_SECRET_ACCESS_KEY"] = Wrong;
        scenario.Environment["MODEL_REGISTRY_CACHE"] = scenario["no-cache"];
        scenario.RemoveBuilds();
        var failed = scenario.Build("-v:diag", "-bl:failed.binlog").Failed();

        failed.All.ShouldContain("MLR1201");
        search.Text("a build that fails", failed.All);
        search.Text("the lock file", scenario.Lock);
        search.Bytes("the binary log", Unzip(scenario.InApp("build.binlog")));
        var log = Encoding.UTF8.GetString(Unzip(scenario.InApp("failed.binlog")));
        log.ShouldContain("MLR1201");
        search.Text("the binary log of a failure", log);
        search.Folder(scenario.InApp("obj"));
        search.Folder(scenario.InApp("bin"));
        search.Folder(scenario.Cache);
    }

    /// <summary>The clone's remote has the password, as clones have; the store is a bucket.</summary>
    private static void Share(Scenario scenario, TestBucket bucket, GitHttpServer server)
    {
        var bare = GitFolder.CreateBare(scenario["served/models.git"]);
        scenario.Write("registry.yaml", bucket.Configuration);
        scenario.Write("trained/model.bin", "trained");
        scenario.Write(
            "app/Directory.Build.targets",
            """
            <Project>
              <ItemGroup>
                <ModelRegistration Include="churn" Path="../trained" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """);
        scenario.Repository.Commit();
        scenario.Repository.Git("push", "-q", bare.Path, "main");
        scenario.Repository.Git(
            "remote", "add", "origin",
            server.Url("models.git", $"{GitHttpOptions.User}:{Uri.EscapeDataString(GitHttpOptions.Password)}"));
        foreach (var (name, value) in bucket.Endpoint.Environment())
        {
            scenario.Environment[name] = value;
        }
    }

    private static byte[] Unzip(string file)
    {
        using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        zip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
