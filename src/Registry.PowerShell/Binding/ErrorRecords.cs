using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>Failures of the core as PowerShell reports them: the code is the id, the kind the category.</summary>
internal static class ErrorRecords
{
    /// <param name="target">What the user passed; of a URL, what may be shown.</param>
    public static ErrorRecord From(RegistryException error, object? target) => new(
        error, error.Code, CategoryOf(error.Kind), target is string location ? ModelRegistry.Show(location) : target);

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
