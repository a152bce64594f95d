namespace Registry.Naming;

/// <summary>
/// What a name must keep to before it is written for the first time. Reading is GTO's grammar alone; these refuse what
/// would break in Git, on Windows, or beside another name.
/// </summary>
internal static class NameRules
{
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>True for a path segment that Windows takes for a device, with an extension or without.</summary>
    public static bool IsDevice(string segment) => Devices.Contains(segment.Split('.')[0].TrimEnd(' '));

    /// <summary>Checks a model's name that is about to be written.</summary>
    /// <param name="name">In GTO's grammar.</param>
    /// <param name="existing">All names of the registry, for clashes by case or by ref; empty where it exists.</param>
    /// <exception cref="RegistryException">MLR1003.</exception>
    public static void EnsureWritable(ModelName name, IEnumerable<ModelName> existing)
    {
        EnsureWritable(name.Text, "model name");
        foreach (var other in existing)
        {
            if (string.Equals(other.Text, name.Text, StringComparison.OrdinalIgnoreCase) && other != name)
            {
                throw Refuse(name.Text, "model name", $"it differs from '{other}' only by case");
            }
        }
    }

    public static void EnsureWritable(StageName stage) => EnsureWritable(stage.Text, "stage name");

    private static void EnsureWritable(string text, string what)
    {
        if (text.Length > ModelName.MaxLength)
        {
            throw Refuse(text, what, $"it is longer than {ModelName.MaxLength} characters");
        }

        foreach (var segment in text.Split('/', ':'))
        {
            if (Fault(segment) is { } fault)
            {
                throw Refuse(text, what, fault);
            }
        }
    }

    private static string? Fault(string segment) => segment switch
    {
        "" => "a part of it is empty",
        _ when segment.StartsWith('.') => "a part of it begins with '.'",
        _ when segment.StartsWith('-') => "a part of it begins with '-'",
        _ when segment.EndsWith('.') => "a part of it ends with '.'",
        _ when segment.Contains("..", StringComparison.Ordinal) => "it has '..' in it",
        _ when segment.EndsWith(".lock", StringComparison.OrdinalIgnoreCase) => "a part of it ends with '.lock'",
        _ when IsDevice(segment) => $"'{segment}' is a device on Windows",
        _ => null,
    };

    private static RegistryException Refuse(string text, string what, string why) =>
        new(ErrorCodes.Malformed, $"'{Shown.Of(text)}' cannot be used as a {what}: {why}; choose another.");
}
