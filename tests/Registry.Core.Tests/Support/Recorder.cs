using System.Collections.Concurrent;

namespace Registry.Tests.Support;

/// <summary>Keeps what an operation reports.</summary>
internal sealed class Recorder : IProgressSink
{
    private readonly ConcurrentQueue<RegistryMessage> _messages = new();

    public IReadOnlyList<RegistryMessage> Messages => [.. _messages];

    public IEnumerable<RegistryMessage> Warnings => _messages.Where(message => message.Level == MessageLevel.Warning);

    public TransferProgress Last { get; private set; }

    public void Report(TransferProgress progress) => Last = progress;

    public void Write(RegistryMessage message) => _messages.Enqueue(message);
}
