namespace Registry.Tests.Support;

/// <summary>Git and S3 servers for a test; where this machine has none, the test is skipped with the reason.</summary>
internal static class Servers
{
    private static int s_count;

    /// <summary>Serves what is below <c>served</c> in the test's folder.</summary>
    public static GitHttpServer Http(TempFolder folder, GitHttpOptions? options = null)
    {
        Assert.SkipUnless(GitHttpServer.Missing is null, GitHttpServer.Missing ?? "");
        return GitHttpServer.Start(
            folder[$"http-{Interlocked.Increment(ref s_count)}"], folder["served"], options);
    }

    public static GitSshServer Ssh(TempFolder folder, bool filter = false)
    {
        Assert.SkipUnless(GitSshServer.Missing is null, GitSshServer.Missing ?? "");
        return GitSshServer.Start(folder[$"ssh-{Interlocked.Increment(ref s_count)}"], filter);
    }

    /// <summary>A prefix of the test's own on the S3 server of this run.</summary>
    /// <param name="own">Whether it has to be a bucket of its own, which takes longer.</param>
    public static Task<TestBucket> BucketAsync(bool own = false)
    {
        Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
        return TestBucket.CreateAsync(own ? S3Server.Shared with { Bucket = null } : S3Server.Shared);
    }

    /// <summary>The same on Moto, which knows conditions that Ceph does not.</summary>
    public static Task<TestBucket> MotoBucketAsync()
    {
        Assert.SkipUnless(MotoServer.Missing is null, MotoServer.Missing ?? "");
        return TestBucket.CreateAsync(MotoServer.Shared);
    }
}
