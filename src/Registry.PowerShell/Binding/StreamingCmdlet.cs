namespace Registry.PowerShell.Binding;

/// <summary>A command that puts out what it finds one by one, while it goes on looking.</summary>
public abstract class StreamingCmdlet : RegistryCmdlet
{
    /// <summary>So many are handed over at once where they come that fast: to change threads for each takes longer.</summary>
    private const int MostTogether = 64;

    /// <summary>One that fails midway is an error after what came before.</summary>
    private protected void WriteEach<T>(
        object? target, Func<ModelRegistry, IProgressSink, CancellationToken, IAsyncEnumerable<T>> find)
    {
        // The search goes on between batches, so it ends with this command and not with a batch.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CancelToken);
        Batches<T>? batches = null;
        var relay = new Relay();
        try
        {
            while (Try(target, async (registry, sink, cancel) =>
            {
                relay.Sink = sink;
                batches ??= new Batches<T>(find(registry, relay, stop.Token).GetAsyncEnumerator(stop.Token));
                await using var stopping = cancel.Register(stop.Cancel);
                return await batches.NextAsync();
            }) is { Count: > 0 } next)
            {
                WriteObject(next, enumerateCollection: true);
            }
        }
        finally
        {
            // Who takes the first ten only does not wait for the eleventh.
            stop.Cancel();
            batches?.DisposeAsync().AsTask().Wait();
        }
    }

    /// <summary>Whatever is there by now, at least one item; none at the end.</summary>
    private sealed class Batches<T>(IAsyncEnumerator<T> items) : IAsyncDisposable
    {
        private Task<bool>? _moving;

        public async Task<List<T>> NextAsync()
        {
            var batch = new List<T>();
            while (batch.Count < MostTogether)
            {
                _moving ??= items.MoveNextAsync().AsTask();
                if (batch.Count > 0 && !_moving.IsCompletedSuccessfully)
                {
                    break;
                }

                if (!await _moving)
                {
                    break;
                }

                _moving = null;
                batch.Add(items.Current);
            }

            return batch;
        }

        /// <summary>An iterator cannot be disposed while it works on.</summary>
        public async ValueTask DisposeAsync()
        {
            if (_moving is not null)
            {
                await Task.WhenAny(_moving);
            }

            await items.DisposeAsync();
        }
    }

    /// <summary>Each batch is waited for anew, and what is said meanwhile goes to who waits.</summary>
    private sealed class Relay : IProgressSink
    {
        public IProgressSink? Sink { get; set; }

        public void Report(TransferProgress progress) => Sink?.Report(progress);

        public void Write(RegistryMessage message) => Sink?.Write(message);
    }
}
