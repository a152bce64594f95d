# Runs one file of tests in this process and writes what came of it as JSON: the xUnit test that started it reports it.
param(
    [Parameter(Mandatory)] [string] $Test,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Result
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester

# What went wrong and where in the tests; the frames of Pester say nothing.
function Format-Failure($ErrorRecord) {
    $frames = $ErrorRecord.ScriptStackTrace -split "`n" | Where-Object { $_ -match '\.Tests\.ps1|Support\.ps1' }
    @("$ErrorRecord") + $frames -join "`n"
}

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Test
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration

# A file that cannot be read, or a set-up that throws, has no failed test of its own to tell of it.
$broken = @($run.FailedContainers) + @($run.FailedBlocks) | ForEach-Object {
    @{ Name = "$($_.Item ?? $_.ExpandedPath)"; Message = ($_.ErrorRecord | ForEach-Object { Format-Failure $_ }) -join "`n" }
}
$failed = $run.Failed | ForEach-Object {
    @{ Name = $_.ExpandedPath; Message = ($_.ErrorRecord | ForEach-Object { Format-Failure $_ }) -join "`n" }
}

[ordered]@{
    Passed = $run.PassedCount
    Culture = [cultureinfo]::CurrentCulture.Name
    Failures = @(@($broken) + @($failed) | Where-Object Message)
} | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $Result
