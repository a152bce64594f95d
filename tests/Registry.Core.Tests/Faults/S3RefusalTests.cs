using Amazon.Runtime;
using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>What does not pass ends in MLR1201 that says what to do, and when it is mended, the next run succeeds.</summary>
public sealed class S3RefusalTests
{
    public static TheoryData<string, string> Refusals => new()
    {
        { "403 AccessDenied", "s3:PutObject" },
        { "400 ExpiredToken", "expired" },
        { "403 InvalidAccessKeyId", "AWS_ACCESS_KEY_ID" },
        { "403 SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY" },
        { "403 RequestTimeTooSkewed", "clock" },
        { "404 NoSuchBucket", "no such bucket" },
        { "503 SlowDown", "busy" },
        { "500 InternalError", "500" },
        { "301 PermanentRedirect", "region" },
        { "507 InsufficientStorage", "room" },
        { "stall", "stopped answering" },
        { "cut", "no connection|cannot be used" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_store_that_refuses_is_told_with_a_remedy_and_mended_it_goes_on(string refusal, string remedy)
    {
        using var store = await FaultyStore.CreateAsync("refusal", stall: TimeSpan.FromMilliseconds(refusal == "stall" ? 200 : 2000));
        var old = await store.PutAsync(store.NewFiles());
        var files = store.NewFiles();
        foreach (var work in new Func<Task>[]
        {
            () => store.PutAsync(files),
            () => store.GetAsync(old),
            () => store.NewStore().FindAsync([Digest.Of("nothing"u8)], CancellationToken.None),
            () => store.NewStore().ListAsync(StoreKeys.Blobs, CancellationToken.None).FirstAsync().AsTask(),
        })
        {
            store.Proxy.Reset();
            store.Proxy.Faults = _ => FaultOf(refusal);

            var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, work);

            e.Message.ShouldContain(store.Bucket.Url);
            e.Message.ShouldMatch(remedy);
            store.Proxy.Requests.Count.ShouldBeLessThan(120);
        }

        (await store.CheckAsync()).ShouldBe(3);
        await store.PutAsync(files);
        (await store.CheckAsync()).ShouldBe(6);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_no_missing_blob()
    {
        using var store = await FaultyStore.CreateAsync();
        var manifest = await store.PutAsync(store.NewFiles());
        var nowhere = $"s3://no-bucket-{Guid.NewGuid():N}/registry";

        foreach (var work in new Func<Task>[]
        {
            () => store.PutAsync(store.NewFiles(), store.NewStore(url: nowhere)),
            () => store.GetAsync(manifest, store.NewStore(url: nowhere)),
        })
        {
            (await Refused.WithAsync(ErrorCodes.StoreUnavailable, work)).Message.ShouldContain("no such bucket");
        }
    }

    [Fact]
    public async Task Wrong_credentials_are_told_at_once()
    {
        using var store = await FaultyStore.CreateAsync();
        var files = store.NewFiles();
        var endpoint = store.Bucket.Endpoint;

        foreach (var credentials in new AWSCredentials[]
        {
            new BasicAWSCredentials(endpoint.AccessKey, "wrong"), new BasicAWSCredentials("NOBODY", "wrong"),
        })
        {
            store.Proxy.Reset();

            var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => store.PutAsync(files, store.NewStore(credentials)));

            e.Message.ShouldMatch("credentials");
            store.Proxy.Requests.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_run_is_told()
    {
        using var store = await FaultyStore.CreateAsync();
        var files = store.NewFiles();
        var closed = store.NewStore();
        store.Proxy.Dispose();

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => store.PutAsync(files, closed));

        e.Message.ShouldContain("no connection");
    }

    private static Fault FaultOf(string refusal) => refusal switch
    {
        "stall" => new Fault { StallResponseAt = -1 },
        "cut" => new Fault { CutResponseAt = 0 },
        _ => Fault.Answer(int.Parse(refusal.Split(' ')[0]), refusal.Split(' ')[1]),
    };
}
