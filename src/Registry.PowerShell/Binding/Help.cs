namespace Registry.PowerShell.Binding;

/// <summary>Where the pages of the commands are on the web; <c>Get-Help -Online</c> opens them.</summary>
internal static class Help
{
    /// <summary>The project's own address, as in the manifest, and the folder of the pages there.</summary>
    public const string Uri = "https://github.com/registry-models/registry/blob/main/module/help/";
}
