# Every user waits for this file, so it calls little: PowerShell takes milliseconds to bind each method, and a closure takes
# twelve. What goes wrong here fails the import; a module without commands helps nobody.
$ErrorActionPreference = 'Stop'

# A process has room for one loader, that of whichever version came first; it loads the others, too.
$bin = "$PSScriptRoot/bin/net10.0"
$context = 'Registry.Loader.ModuleLoadContext' -as [type]
if (-not $context) {
    # Add-Type takes far longer.
    try {
        $context = [System.Reflection.Assembly]::LoadFrom("$bin/Registry.Loader.dll").GetType('Registry.Loader.ModuleLoadContext')
    }
    catch [System.IO.FileNotFoundException], [System.IO.DirectoryNotFoundException] {
        throw "'$bin/Registry.Loader.dll' is missing; run 'dotnet build' in the repository first."
    }
}

$inner = Import-Module -Assembly $context::GetModule($bin) -PassThru

# A second import would find the cached inner module and export nothing (PowerShell/PowerShell#20710), so it leaves with
# this one.
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $inner -Force -ErrorAction Ignore }
