namespace Registry.HelpGenerator.Commands;

/// <summary>Types as PowerShell writes them.</summary>
internal static class TypeName
{
    /// <summary>Such as <c>String[]</c>; of what may be missing, what it is if it is there.</summary>
    public static string Of(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    /// <summary>Whether there is a type of that full name, here or in the platform.</summary>
    public static bool Exists(string fullName) =>
        new[] { typeof(Model), typeof(string), typeof(System.Management.Automation.Cmdlet) }
            .Any(known => known.Assembly.GetType(fullName) is not null);
}
