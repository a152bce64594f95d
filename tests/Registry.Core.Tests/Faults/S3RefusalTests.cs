using Amazon.Runtime;
using Registry.Content;
using Registry.Stores;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>
/// What does not pass ends in MLR1201 that says what to do, and when it is mended, the next run succeeds.
/// </summary>
public sealed class S3RefusalTests
{
    private static readonly (string Refusal, string Remedy)[] s_refusals =
    [
        ("403 AccessDenied", "s3:PutObject"),
        ("400 ExpiredToken", "expired"),
        ("403 InvalidAccessKeyId", "AWS_ACCESS_KEY_ID"),
        ("403 SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"),
        ("403 RequestTimeTooSkewed", "clock"),
        ("404 NoSuchBucket", "no such bucket"),
        ("503 SlowDown", "busy"),
        ("500 InternalError", "500"),
        ("301 PermanentRedirect", "region"),
        ("507 InsufficientStorage", "room"),
        ("stall", "stopped answering"),
        ("cut", "no connection|cannot be used"),
    ];

    [Fact]
    public async Task A_store_that_refuses_is_told_with_a_remedy_and_mended_it_goes_on()
    {
        using var store = await FaultyStore.CreateAsync(stall: TimeSpan.FromMilliseconds(200));
        var old = await store.PutSmallAsync(0);
        foreach (var (refusal, remedy) in s_refusals)
        {
            foreach (var work in new Func<Task>[]
            {
                () => store.PutSmallAsync(1),
                () => store.GetAsync(old),
                () => store.NewStore().FindAsync([Digest.Of("nothing"u8)], CancellationToken.None),
                () => store.NewStore().ListAsync(StoreKeys.Blobs, CancellationToken.None).FirstAsync().AsTask(),
            })
            {
                store.Proxy.Reset();
                store.Proxy.Faults = _ => FaultOf(refusal);

                var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, work);

                e.Message.ShouldContain(store.Bucket.Url);
                e.Message.ShouldMatch(remedy, refusal);
                store.Proxy.Requests.Count.ShouldBeLessThan(200, refusal);
            }

            (await store.CheckAsync()).ShouldBe(2, refusal);
            await store.GetAsync(old);
            Directory.Delete(store.Folder["out"], recursive: true);
        }

        await store.PutSmallAsync(1);
        (await store.CheckAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_no_missing_blob()
    {
        using var store = await FaultyStore.CreateAsync();
        var manifest = await store.PutSmallAsync(0);
        var nowhere = $"s3://no-bucket-{Guid.NewGuid():N}/registry";

        foreach (var work in new Func<Task>[]
        {
            () => store.PutSmallAsync(1, store.NewStore(url: nowhere)),
            () => store.GetAsync(manifest, store.NewStore(url: nowhere)),
        })
        {
            (await Refused.WithAsync(ErrorCodes.StoreUnavailable, work)).Message.ShouldContain("no such bucket");
        }
    }

    [Fact]
    public async Task Wrong_credentials_are_told_at_once()
    {
        using var store = await FaultyStore.CreateCheckedAsync();
        var endpoint = store.Bucket.Endpoint;

        foreach (var credentials in new AWSCredentials[]
        {
            new BasicAWSCredentials(endpoint.AccessKey, "wrong"), new BasicAWSCredentials("NOBODY", "wrong"),
        })
        {
            store.Proxy.Reset();

            var e = await Refused.WithAsync(
                ErrorCodes.StoreUnavailable, () => store.PutSmallAsync(0, store.NewStore(credentials)));

            e.Message.ShouldMatch("credentials");
            store.Proxy.Requests.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_run_is_told()
    {
        using var store = await FaultyStore.CreateAsync();
        var closed = store.NewStore();
        store.Proxy.Dispose();

        var e = await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => store.PutSmallAsync(0, closed));

        e.Message.ShouldContain("no connection");
    }

    private static Fault FaultOf(string refusal) => refusal switch
    {
        "stall" => new Fault { StallResponseAt = -1 },
        "cut" => new Fault { CutResponseAt = 0 },
        _ => Fault.Answer(int.Parse(refusal.Split(' ')[0]), refusal.Split(' ')[1]),
    };
}
