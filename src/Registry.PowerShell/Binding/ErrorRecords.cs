using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>
/// Failures of the core as PowerShell reports them: the code is the id and begins what is shown, as it does of warnings
/// and in builds; the kind is the category. The exception's own message stays without the code.
/// </summary>
internal static class ErrorRecords
{
    /// <param name="target">What the user passed; of a URL, what may be shown.</param>
    public static ErrorRecord From(RegistryException error, object? target) =>
        Coded(error, error.Code, CategoryOf(error.Kind), target is string text ? ModelRegistry.Show(text) : target);

    /// <summary>A job of maintenance that could not be done, of which the record alone is left.</summary>
    public static ErrorRecord From(MaintenanceJobResult job, object target)
    {
        var error = new InvalidOperationException($"{job.Job}: {job.Error}");
        return job.Code is null
            ? new ErrorRecord(error, "JobFailed", ErrorCategory.OperationStopped, target)
            : Coded(error, job.Code, ErrorCategory.OperationStopped, target);
    }

    private static ErrorRecord Coded(Exception error, string code, ErrorCategory category, object? target) =>
        new(error, code, category, target) { ErrorDetails = new ErrorDetails($"{code}: {error.Message}") };

    private static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.InvalidData => ErrorCategory.InvalidData,
        ErrorKind.Conflict => ErrorCategory.InvalidOperation,
        ErrorKind.NotARegistry => ErrorCategory.ObjectNotFound,
        ErrorKind.GitFailed => ErrorCategory.FromStdErr,
        ErrorKind.Unavailable => ErrorCategory.ResourceUnavailable,
        ErrorKind.Corrupt => ErrorCategory.InvalidData,
        ErrorKind.Unsafe => ErrorCategory.SecurityError,
        ErrorKind.Advice => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}
