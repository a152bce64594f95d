# Runs commands that meet secrets, those that succeed and those that fail, with all that they say going to a log, and
# to the host, where a transcript takes it. Of each one line more: 'step', its name, and 'done' or the code of its error.
param(
    [Parameter(Mandatory)] [string] $Clone,
    [Parameter(Mandatory)] [string] $Log,

    # Whether this process has a proxy, that refuses: .NET looks for one only once.
    [switch] $Proxy
)

Import-Module Registry
$null = Start-Transcript -LiteralPath "$Log.transcript" -Append
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$ErrorView = 'DetailedView'

# All that there is to see of an object: as a table or list, its properties, and an error's whole story.
function Add-Log($Object) {
    $Object | Out-String -Width 1000 | Add-Content -LiteralPath $Log
    $Object | Format-List * -Force | Out-String -Width 1000 | Add-Content -LiteralPath $Log
    if ($Object -is [System.Management.Automation.ErrorRecord]) {
        $Object.Exception.ToString(), "$($Object.TargetObject)", (Get-Error $Object | Out-String -Width 1000) |
            Add-Content -LiteralPath $Log
    }
}

# Runs a step with other variables of the environment than usual.
function Step([string] $Name, [scriptblock] $Work, [hashtable] $Environment = @{}) {
    $usual = @{}
    foreach ($key in $Environment.Keys) {
        $usual[$key] = [Environment]::GetEnvironmentVariable($key)
        [Environment]::SetEnvironmentVariable($key, $Environment[$key])
    }

    $said = @(try { & $Work *>&1 } catch { $_ })
    foreach ($key in $usual.Keys) {
        [Environment]::SetEnvironmentVariable($key, $usual[$key])
    }

    Add-Content -LiteralPath $Log "=== $Name"
    $said | ForEach-Object { Add-Log $_ }
    $code = $said.Where{ $_ -is [System.Management.Automation.ErrorRecord] }.FullyQualifiedErrorId -replace ',.*' |
        Select-Object -Unique
    $said | Out-Host
    "step $Name $($code ? $code : 'done')"
}

function New-Model {
    $path = Join-Path ([IO.Path]::GetTempPath()) "$(New-Guid).bin"
    Set-Content -LiteralPath $path (New-Guid)
    $path
}

Set-Location $Clone
$url = $env:TEST_URL
$out = Join-Path ([IO.Path]::GetTempPath()) 'out'

if ($Proxy) {
    Step proxy { Register-MLModel churn (New-Model) -NoPush }
    Step git-proxy { Get-MLModel -Registry $url }
    return
}

Step initialize { git init -q "$out-new"; Initialize-MLRegistry "$out-new" -Store $env:TEST_STORE }
Step register {
    Register-MLModel churn (New-Model) -Version 1.0.0 -Metric @{ auc = 0.9 } -Label @{ team = 'risk' } -Message 'First'
}
Step register-by-url { Register-MLModel churn (New-Model) -Version 1.1.0 -Registry $url }
Step sync { git fetch -q --tags; Sync-MLRegistry }
Step stage { Set-MLModelStage churn 1.0.0 prod; Set-MLModelStage churn 1.1.0 prod; Undo-MLModelStage churn prod }
Step annotate { Set-MLModelVersion churn 1.0.0 -Label @{ seen = 'yes' } -PassThru }
Step look {
    Get-MLRegistry; Get-MLModel; Get-MLModelVersion churn; Get-MLModelStage churn; Get-MLModelHistory churn
    Find-MLModelVersion -Filter 'metric.auc > 0'; Resolve-MLModel churn@latest; Test-MLRegistry
}
Step look-by-url { Get-MLRegistry -Registry $url; Get-MLModel -Registry $url; Get-MLModelHistory churn -Registry $url }
Step save { Save-MLModel churn -Version 1.0.0 -Destination $out -PassThru }
Step save-by-url { Save-MLModel churn -Version 1.1.0 -Destination "$out-2" -PassThru -Registry $url }
Step upkeep { Test-MLModel churn; Test-MLStore; Invoke-MLRetention -WhatIf; Clear-MLCache }

# From here on nothing may succeed.
Step query { Get-MLModel -Registry "${url}?private_token=$env:TEST_TOKEN" }
Step user-info { Get-MLModel -Registry ($url -replace '://', '://x') }
Step remote { Sync-MLRegistry -Remote tokens }
Step no-model { Save-MLModel nothing -Version 1.0.0 -Destination $out -Registry $url }
Step key { Register-MLModel churn (New-Model) } @{ AWS_ACCESS_KEY_ID = $env:TEST_OTHER_KEY }
Step secret { Register-MLModel churn (New-Model) } @{ AWS_SECRET_ACCESS_KEY = $env:TEST_TOKEN }
Step session { Register-MLModel churn (New-Model) } @{ AWS_SESSION_TOKEN = $env:TEST_TOKEN }
foreach ($wrong in 'user-info', 'endpoint', 'query', 'key') {
    Copy-Item "$env:TEST_WRONG/$wrong.yaml" registry.yaml
    Step "configuration-$wrong" { Get-MLRegistry; Register-MLModel churn (New-Model) -NoPush }
}

Add-Content -LiteralPath $Log '=== $Error'
$Error | ForEach-Object { Add-Log $_ }
