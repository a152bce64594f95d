using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>Tells what a registry is made of: repository, remote, stores, stages, counts.</summary>
[Cmdlet(VerbsCommon.Get, "MLRegistry", HelpUri = Help.Uri + "Get-MLRegistry.md")]
[OutputType(typeof(RegistryInfo))]
public sealed class GetMLRegistryCommand : RegistryCmdlet
{
    protected override void ProcessRecord()
    {
        if (Try(Registry, (registry, _, cancel) => registry.GetInfoAsync(cancel)) is { } info)
        {
            WriteObject(info);
        }
    }
}
