using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;

namespace Registry.Stores.S3;

/// <summary>
/// Signs every payload with the digest that it is known by, instead of hashing what is just being sent: a server that
/// checks signatures refuses bytes that have become others, and none is hashed twice.
/// </summary>
internal sealed class S3Client : AmazonS3Client
{
    public S3Client(AmazonS3Config config) : base(config)
    {
    }

    public S3Client(AWSCredentials credentials, AmazonS3Config config) : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerBefore<Signer>(new KnownDigest());
    }

    private sealed class KnownDigest : PipelineHandler
    {
        private const string Checksum = "x-amz-checksum-sha256";

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var context = executionContext.RequestContext;
            if (context.OriginalRequest is PutObjectRequest or UploadPartRequest)
            {
                // Without it the SDK would sign whatever the file has become.
                context.Request.PrecomputedContentSha256 = context.Request.Headers.TryGetValue(Checksum, out var checksum)
                    ? Convert.ToHexStringLower(Convert.FromBase64String(checksum))
                    : throw new InvalidOperationException("A payload without its digest.");
            }

            return base.InvokeAsync<T>(executionContext);
        }
    }
}
