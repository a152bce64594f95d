using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>The proxy does what other tests rely on, seen through a client that retries nothing.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private const int Length = 300_000;
    private static readonly byte[] s_bytes = Bytes.Random(Length, 1);
    private TestBucket _bucket = null!;
    private FaultProxy _proxy = null!;
    private HttpClient _client = null!;
    private string _url = "";
    private string _putUrl = "";

    public async ValueTask InitializeAsync()
    {
        _bucket = await Servers.BucketAsync();
        _proxy = new FaultProxy(_bucket.Endpoint.Port);
        _client = new HttpClient();
        using var signer = _bucket.Endpoint.Through(_proxy.Port).NewClient();
        (_url, _putUrl) = (Sign(signer, HttpVerb.GET), Sign(signer, HttpVerb.PUT));
        await _bucket.WriteAsync("key", s_bytes);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _proxy?.Dispose();
        _bucket?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Without_faults_bytes_pass_as_they_are_and_are_counted()
    {
        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
        (await _client.PutAsync(_putUrl, new ByteArrayContent(s_bytes))).EnsureSuccessStatusCode();
        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);

        _proxy.Requests.Select(r => (r.Method, r.Status, r.Sent, r.Received))
            .ShouldBe(
            [
                ("GET", 200, 0, Length), ("PUT", 200, Length, _proxy.Requests[1].Received), ("GET", 200, 0, Length),
            ]);
        _proxy.Traffic.ToServer.ShouldBeGreaterThan(Length);
        _proxy.Traffic.ToClient.ShouldBeGreaterThan(2 * Length);
    }

    [Fact]
    public async Task A_client_that_waits_to_be_asked_on_is_asked_on()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, _putUrl) { Content = new ByteArrayContent(s_bytes) };
        request.Headers.ExpectContinue = true;

        (await _client.SendAsync(request)).EnsureSuccessStatusCode();

        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
    }

    [Fact]
    public async Task The_first_so_many_requests_get_an_answer_that_the_server_never_gave()
    {
        _proxy.First(2, Fault.Answer(503, "SlowDown"));

        var one = await _client.GetAsync(_url);
        var two = await _client.PutAsync(_putUrl, new ByteArrayContent([1]));

        new[] { one, two }.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        (await one.Content.ReadAsStringAsync()).ShouldContain("<Code>SlowDown</Code>");
        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
    }

    [Theory]
    [InlineData(0), InlineData(10), InlineData(5_000), InlineData(Length)]
    public async Task A_connection_is_cut_where_it_should_be(int at)
    {
        _proxy.First(1, new Fault { CutResponseAt = at });
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_url));
        _proxy.First(1, new Fault { CutRequestAt = at });
        await Should.ThrowAsync<HttpRequestException>(
            () => _client.PutAsync(_putUrl, new ByteArrayContent(Bytes.Random(Length, 2))));
        _proxy.CutAtByte(at);
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_url));

        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
    }

    [Fact]
    public async Task A_network_that_is_gone_for_good_is_gone_for_all_until_the_reset()
    {
        _proxy.CutAtByte(1000, forGood: true);

        await Should.ThrowAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_url));
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetByteArrayAsync(_url));

        _proxy.Requests.Sum(request => request.Received).ShouldBeLessThan(1000);
        _proxy.Reset();
        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
    }

    [Fact]
    public async Task A_lost_answer_is_one_to_a_request_that_was_served()
    {
        _proxy.First(1, Fault.LostAnswer);

        await Should.ThrowAsync<HttpRequestException>(() => _client.PutAsync(_putUrl, new ByteArrayContent([7])));

        (await _client.GetByteArrayAsync(_url)).ShouldBe([7]);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_body_is_truncated_with_or_without_telling(bool rightLength)
    {
        _proxy.First(1, new Fault { TruncateAt = 1000, TruncatedLengthIsRight = rightLength });

        var read = () => _client.GetByteArrayAsync(_url);

        if (rightLength)
        {
            (await read()).ShouldBe(s_bytes[..1000]);
        }
        else
        {
            await Should.ThrowAsync<HttpRequestException>(read);
        }
    }

    [Fact]
    public async Task A_byte_is_altered_on_either_way_and_a_header_replaced()
    {
        var altered = s_bytes.ToArray();
        altered[250_000] ^= 0x40;
        _proxy.First(1, Fault.WithETag("\"wrong\"") with { AlterResponseAt = 250_000 });

        var answer = await _client.GetAsync(_url);

        answer.Headers.ETag!.Tag.ShouldBe("\"wrong\"");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(altered);
        _proxy.First(1, new Fault { AlterRequestAt = 250_000 });
        await _client.PutAsync(_putUrl, new ByteArrayContent(s_bytes));
        (await _client.GetByteArrayAsync(_url)).ShouldBe(altered);
    }

    [Theory]
    [InlineData(-1), InlineData(0), InlineData(100_000)]
    public async Task A_stalled_answer_neither_comes_nor_ends(int at)
    {
        _proxy.First(1, new Fault { StallResponseAt = at });
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => _client.GetByteArrayAsync(_url, giveUp.Token));

        _proxy.Requests.Single().Received.ShouldBeLessThanOrEqualTo(Math.Max(0, at));
        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
    }

    [Fact]
    public async Task A_stalled_request_never_arrives()
    {
        _proxy.First(1, new Fault { StallRequestAt = 1000 });
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(
            () => _client.PutAsync(_putUrl, new StringContent(new string('x', Length), Encoding.ASCII), giveUp.Token));

        (await _client.GetByteArrayAsync(_url)).ShouldBe(s_bytes);
    }

    private string Sign(AmazonS3Client signer, HttpVerb verb) => signer.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = _bucket.Name,
        Key = $"{_bucket.Root}/key",
        Verb = verb,
        Protocol = Protocol.HTTP,
        Expires = DateTime.UtcNow.AddHours(1),
    });
}
