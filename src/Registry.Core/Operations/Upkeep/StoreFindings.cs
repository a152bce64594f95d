using Registry.Content;
using Registry.Naming;

namespace Registry.Operations.Upkeep;

/// <summary>What is said of a store: one sentence a problem, with what to do.</summary>
internal sealed class StoreFindings(string store, string registry)
{
    /// <param name="elsewhere">Another store that has it; null where none does.</param>
    public StoreFinding Missing(NamedBlob blob, string? elsewhere) => Of(blob) with
    {
        Code = ErrorCodes.BlobMissing.Id,
        Problem = StoreProblem.Missing,
        Severity = elsewhere is null ? FindingSeverity.Error : FindingSeverity.Warning,
        Message = $"{Subject(blob)} ({blob.Digest}) is not in '{store}'"
            + (elsewhere is null
                ? "; copy it there with 'Repair-MLStore -From' another copy of the store, or register the version anew."
                : $", but in '{elsewhere}'; copy it with Sync-MLStore or Repair-MLStore."),
    };

    /// <param name="size">What the store has there, in bytes.</param>
    /// <param name="actual">What those hash to; null where the length alone tells.</param>
    /// <param name="elsewhere">Another store that has it whole; null where none is known.</param>
    public StoreFinding Damaged(
        NamedBlob? blob, Digest digest, long size, Digest? actual, string? elsewhere = null) => Of(blob) with
    {
        Code = ErrorCodes.Mismatch.Id,
        Problem = StoreProblem.Damaged,
        Severity = elsewhere is null ? FindingSeverity.Error : FindingSeverity.Warning,
        Digest = digest.ToString(),
        Size = size,
        Message = $"{Subject(blob)} in '{store}' is damaged: expected {digest}"
            + $"{(blob?.Size is { } expected ? $" of {expected} bytes" : "")}, actual "
            + $"{(actual is { } hash ? $"{hash} of {size} bytes" : $"{size} bytes")}"
            + $"{(elsewhere is null ? "" : $"; '{elsewhere}' has it whole")}. Mend it with 'Repair-MLStore"
            + $"{(elsewhere is null ? " -From' another copy of the store" : "'")}.",
    };

    public StoreFinding Unreadable(NamedBlob? blob, Digest digest, RegistryException why, string? elsewhere = null) =>
        Of(blob) with
        {
            Code = why.Code,
            Problem = StoreProblem.Unreadable,
            Severity = elsewhere is null ? FindingSeverity.Error : FindingSeverity.Warning,
            Digest = digest.ToString(),
            Message = $"{Subject(blob)} ({digest}) cannot be read: {why.Message}",
        };

    public StoreFinding Orphaned(Digest digest, long size) => Of(null) with
    {
        Problem = StoreProblem.Orphaned,
        Severity = FindingSeverity.Information,
        Digest = digest.ToString(),
        Size = size,
        Message = $"No version that is known here names the blob {digest} of {size} bytes in '{store}': what an interrupted "
            + "register left, or a version of another clone or repository. It does no harm.",
    };

    public StoreFinding Foreign(string key, long size) => Of(null) with
    {
        Code = ErrorCodes.Unreadable.Id,
        Problem = StoreProblem.Foreign,
        Severity = FindingSeverity.Warning,
        Size = size,
        File = Shown.Of(key),
        Message = $"'{Shown.Of(key)}' in '{store}' is no blob of a registry; move it away from there.",
    };

    public StoreFinding Unreachable(RegistryException why, bool isNeeded = true) => Of(null) with
    {
        Code = why.Code,
        Problem = StoreProblem.Unreachable,
        Severity = isNeeded ? FindingSeverity.Error : FindingSeverity.Warning,
        Message = why.Message,
    };

    /// <summary>Such as <c>The file 'model.onnx' of 'churn@v1.0.0'</c>.</summary>
    public static string Subject(NamedBlob? blob) => blob is null ? "A blob"
        : blob.What is "manifest" or "record" ? $"The {blob.What} of '{blob.Version}'"
        : $"The file '{Shown.Of(blob.What)}' of '{blob.Version}'";

    private StoreFinding Of(NamedBlob? blob) => new()
    {
        Problem = StoreProblem.Missing,
        Severity = FindingSeverity.Error,
        Store = store,
        Digest = blob?.Digest.ToString(),
        Size = blob?.Size,
        Name = blob?.Version.Model.Text,
        Version = blob?.Version.Version,
        File = blob?.What,
        Message = "",
        Registry = registry,
    };
}
