$bin = Join-Path $PSScriptRoot 'bin/net10.0'
if (-not ('Registry.Loader.ModuleLoadContext' -as [type])) {
    $loader = Join-Path $bin 'Registry.Loader.dll'
    if (-not (Test-Path -LiteralPath $loader)) {
        throw "'$loader' is missing; run 'dotnet build' in the repository first."
    }

    Add-Type -LiteralPath $loader
}

$inner = Import-Module -Assembly ([Registry.Loader.ModuleLoadContext]::GetModule()) -PassThru

# A second import would find the cached inner module and export nothing (PowerShell/PowerShell#20710), so it leaves with
# this one.
$ExecutionContext.SessionState.Module.OnRemove = {
    Remove-Module -ModuleInfo $inner -Force -ErrorAction Ignore
}.GetNewClosure()
