namespace Registry;

/// <summary>How far a transfer is. Bytes and files count over the whole operation.</summary>
public readonly record struct TransferProgress(
    string Activity, string Item, long Bytes, long TotalBytes, int Files, int TotalFiles)
{
    /// <summary>Over the last seconds; null until something was seen to move.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>At that rate; null where it is not known.</summary>
    public TimeSpan? TimeLeft { get; init; }
}

public enum MessageLevel
{
    /// <summary>Decisions taken, for who asks for detail.</summary>
    Verbose,

    Warning,
}

/// <summary>
/// Something a user may want to know that is no failure; <paramref name="Code"/> is null for plain detail.
/// </summary>
public sealed record RegistryMessage(MessageLevel Level, ErrorCode? Code, string Text);

/// <summary>Where an operation reports to. Called from any thread.</summary>
public interface IProgressSink
{
    void Report(TransferProgress progress);

    void Write(RegistryMessage message);
}
