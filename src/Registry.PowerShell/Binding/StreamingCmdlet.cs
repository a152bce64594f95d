namespace Registry.PowerShell.Binding;

/// <summary>A command that puts out what it finds one by one, while it goes on looking.</summary>
public abstract class StreamingCmdlet : RegistryCmdlet
{
    /// <summary>One that fails midway is an error after what came before.</summary>
    private protected void WriteEach<T>(
        object? target, Func<ModelRegistry, IProgressSink, CancellationToken, IAsyncEnumerable<T>> find)
    {
        IAsyncEnumerator<T>? items = null;
        var relay = new Relay();
        try
        {
            while (Try(target, async (registry, sink, _) =>
            {
                relay.Sink = sink;
                items ??= find(registry, relay, CancelToken).GetAsyncEnumerator(CancelToken);
                return await items.MoveNextAsync() ? items : null!;
            }) is { } next)
            {
                WriteObject(next.Current);
            }
        }
        finally
        {
            items?.DisposeAsync().AsTask().Wait();
        }
    }

    /// <summary>Each item is waited for anew, and what is said meanwhile goes to who waits.</summary>
    private sealed class Relay : IProgressSink
    {
        public IProgressSink? Sink { get; set; }

        public void Report(TransferProgress progress) => Sink?.Report(progress);

        public void Write(RegistryMessage message) => Sink?.Write(message);
    }
}
