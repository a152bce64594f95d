using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>The command-line tools that others move models with, at the settings that served them best on loopback.</summary>
internal sealed class S3Peers
{
    private readonly TestBucket _bucket;
    private readonly string _folder;
    private readonly Dictionary<string, string?> _environment;

    public S3Peers(TestBucket bucket, string folder)
    {
        (_bucket, _folder) = (bucket, folder);
        var configuration = Path.Combine(folder, "aws.config");
        File.WriteAllText(
            configuration,
            """
            [default]
            s3 =
              max_concurrent_requests = 8
              max_queue_size = 10000
              multipart_threshold = 64MB
              multipart_chunksize = 64MB
              addressing_style = path

            """);
        _environment = new Dictionary<string, string?>(bucket.Endpoint.Environment())
        {
            ["AWS_CONFIG_FILE"] = configuration,
            ["AWS_DEFAULT_REGION"] = bucket.Endpoint.Region,

            // rclone fails where it is set.
            ["AWS_CA_BUNDLE"] = null,
            ["RCLONE_CONFIG"] = Path.Combine(folder, "none"),
        };
    }

    private string Target => $"{_bucket.Name}/{_bucket.Root}/peer";

    public Task AwsUp(string from) => AwsAsync(from, $"s3://{Target}");

    public Task AwsDown(string to) => AwsAsync($"s3://{Target}", to);

    public Task RcloneUp(string from) => RcloneAsync(from, $":s3:{Target}");

    public Task RcloneDown(string to) => RcloneAsync($":s3:{Target}", to);

    private Task AwsAsync(string from, string to) => RunAsync(
        "/usr/bin/aws", "--endpoint-url", _bucket.Endpoint.Url, "s3", "cp", "--recursive", "--only-show-errors", from, to);

    private Task RcloneAsync(string from, string to) => RunAsync(
        "rclone", "copy", "--s3-provider=Ceph", "--s3-env-auth", $"--s3-endpoint={_bucket.Endpoint.Url}", "--s3-no-check-bucket",
        "--s3-disable-checksum", "--s3-no-head", "--s3-upload-concurrency=4", "--s3-chunk-size=64M", "--s3-upload-cutoff=200M",
        "--transfers=16", "--checkers=16", "--multi-thread-cutoff=64M", "--multi-thread-streams=8", "--buffer-size=0",
        "--ignore-checksum", "--no-traverse", from, to);

    private Task RunAsync(string program, params string[] arguments)
    {
        Command.Run(_folder, _environment, program, arguments).Succeeded();
        return Task.CompletedTask;
    }
}
