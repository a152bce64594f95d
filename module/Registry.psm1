# What goes wrong here fails the import; a module without commands helps nobody.
$ErrorActionPreference = 'Stop'

# No command of a module: PowerShell would import that first.
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'net10.0')
$loader = [System.IO.Path]::Combine($bin, 'Registry.Loader.dll')
if (-not [System.IO.File]::Exists($loader)) {
    throw "'$loader' is missing; run 'dotnet build' in the repository first."
}

# A process has room for one loader, that of whichever version came first; it loads the others, too.
$context = 'Registry.Loader.ModuleLoadContext' -as [type]
if (-not $context) {
    # Add-Type takes far longer.
    $context = [System.Reflection.Assembly]::LoadFrom($loader).GetType('Registry.Loader.ModuleLoadContext')
}

$inner = Import-Module -Assembly $context::GetModule($bin) -PassThru

# A second import would find the cached inner module and export nothing (PowerShell/PowerShell#20710), so it leaves with
# this one.
$ExecutionContext.SessionState.Module.OnRemove = {
    Remove-Module -ModuleInfo $inner -Force -ErrorAction Ignore
}.GetNewClosure()
