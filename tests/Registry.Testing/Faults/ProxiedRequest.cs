namespace Registry.Testing;

/// <summary>A request as it passed a <see cref="FaultProxy"/>, and what went over for it.</summary>
public sealed class ProxiedRequest
{
    private long _sent;
    private long _received;

    internal ProxiedRequest(int number, HttpHead head)
    {
        (Number, Head) = (number, head);
        var parts = head.StartLine.Split(' ');
        (Method, Target) = (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>From 0, in the order in which they came.</summary>
    public int Number { get; }

    public string Method { get; }

    /// <summary>Path and query.</summary>
    public string Target { get; }

    /// <summary>The status that the client got; 0 where it got none.</summary>
    public int Status { get; internal set; }

    /// <summary>What was done to it; null where nothing was.</summary>
    public Fault? Fault { get; internal set; }

    /// <summary>Bytes of the body that the client sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes of the body that went to the client.</summary>
    public long Received => Interlocked.Read(ref _received);

    internal HttpHead Head { get; }

    public string? Header(string name) => Head[name];

    public override string ToString() => $"{Number}: {Method} {Target} -> {Status}, {Sent} up, {Received} down";

    internal void CountSent(long bytes) => Interlocked.Add(ref _sent, bytes);

    internal void CountReceived(long bytes) => Interlocked.Add(ref _received, bytes);
}
