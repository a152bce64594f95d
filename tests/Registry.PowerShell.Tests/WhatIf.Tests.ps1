BeforeDiscovery {
    # Of each command that changes something: a call that would, and what is asked before. A new command needs a line.
    $cases = @(
        @{ Command = 'Clear-MLCache'; With = ''; Asks = '"Delete \d+ cached files \(.+\)" on target ".*cache"' }
        @{ Command = 'Disable-MLModel'; With = 'churn'; Asks = '".+" on target "churn"' }
        @{ Command = 'Initialize-MLRegistry'; With = '$plain -Stage dev'; Asks = 'registry\.yaml.*" on target "$plain"' }
        @{ Command = 'Invoke-MLMaintenance'; With = 'Retention, Mirror, Scrub, Report -ReportPath $out/report.html'
            Asks = '"Run maintenance: Retention, Mirror, Scrub, Report" on target "$registry"' }
        @{ Command = 'Invoke-MLRetention'; With = ''; Asks = '"Erase for good by rule ''old''.*B" on target "spare@v1\.0\.0"' }
        @{ Command = 'Register-MLModel'; With = 'churn $model -Bump Minor -Stage dev'
            Asks = '"Register model version.*assign stage dev" on target "churn@v1\.2\.0"' }
        @{ Command = 'Remove-MLModelStage'; With = 'churn prod'; Asks = '"Remove stage from v1\.1\.0, v1\.0\.0.*" on target "churn#prod"' }
        @{ Command = 'Repair-MLStore'; With = '-From $mirror'; Asks = '"Mend model\.onnx from .+" on target "file://.+"' }
        @{ Command = 'Restore-MLModel'; With = '$project'; Asks = '"Restore 1 models? to .*obj/models" on target ".*models\.lock\.json"' }
        @{ Command = 'Save-MLModel'; With = 'churn -Destination $out -PassThru'; Asks = '"Save to $out" on target "churn@v1\.1\.0"' }
        @{ Command = 'Set-MLModel'; With = 'churn -Description text -Label @{ team = "risk" }'; Asks = '".+" on target "churn"' }
        @{ Command = 'Set-MLModelStage'; With = 'churn 1.0.0 prod -ArchivePrevious -Force'
            Asks = '"Assign stage prod.*" on target "churn@v1\.0\.0"' }
        @{ Command = 'Set-MLModelVersion'; With = 'churn 1.0.0 -Metric @{ late = 0.9 }'; Asks = '".+" on target "churn@v1\.0\.0"' }
        @{ Command = 'Sync-MLRegistry'; With = ''; Asks = '"Push local@v1\.0\.0" on target "local"' }
        @{ Command = 'Sync-MLStore'; With = '-All'; Asks = '"Copy \d+ blobs \(.+\) from file://.+" on target "file://.+"' }
        @{ Command = 'Undo-MLModelStage'; With = 'churn prod'; Asks = '"Undo the last change: from v1\.1\.0 to v1\.0\.0" on target "churn#prod"' }
        @{ Command = 'Unregister-MLModel'; With = 'churn 1.0.0'; Asks = '".+" on target "churn@v1\.0\.0"' }
    )
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    . "$PSScriptRoot/ScriptedHost.ps1"

    # Something to do for every command: a remote that lacks an event, a mirror that lacks blobs, a store with one that is
    # damaged, a policy, a project, a cache.
    $shared = New-SharedRegistry
    $registry = $shared.Path
    $mirror, $plain, $project, $work = (New-TestFolder), (New-TestRepository), (New-TestFolder), (New-TestFolder)
    $model = New-TestModel
    $out = Join-Path $work out
    $yaml = Get-Content (Join-Path $registry registry.yaml)
    $yaml = $yaml -replace '^(\s*- url: .*)$', "`$1`n  - url: $([uri]::new($mirror).AbsoluteUri)"
    Set-Content (Join-Path $registry registry.yaml) ($yaml + "retention:`n  rules:`n    - { name: old, models: [spare], keepLast: 1 }")
    Save-TestCommit $registry
    git -C $registry push -q origin main

    $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Stage prod -Registry $registry
    $null = Register-MLModel churn (New-TestModel) -Version 1.1.0 -Stage prod -Registry $registry
    $null = Register-MLModel spare (New-TestModel) -Version 1.0.0 -Registry $registry
    $null = Register-MLModel spare (New-TestModel) -Version 1.1.0 -Registry $registry
    $null = Register-MLModel damaged (New-TestModel -Text damaged) -Version 1.0.0 -Registry $registry
    $null = Sync-MLStore -Registry $registry
    $blob = Get-ChildItem (Join-Path $shared.Store blobs) -Recurse -File | Where-Object { (Get-Content -Raw $_.FullName) -eq 'damaged' }
    Remove-Item -LiteralPath $blob.FullName -Force
    $null = Register-MLModel churn (New-TestModel) -Version 1.1.1-rc.1 -Registry $registry
    $null = Register-MLModel local (New-TestModel) -Version 1.0.0 -Registry $registry -NoPush
    New-TestLock $registry $project
    Save-MLModel churn -Destination (New-TestFolder) -Registry $registry

    $roots = $registry, $shared.Remote, $shared.Store, $mirror, $plain, $project, $work
    $state = @{ Before = Get-TreeState $roots }

    # What appeared, went or changed since the last look.
    function Get-Change {
        $now = Get-TreeState $roots
        Compare-Object $state.Before $now | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" }
        $state.Before = $now
    }

    # A call of a command as a person makes it, in the registry.
    function Invoke-Case($Case, [string] $Switch) {
        $call = $ExecutionContext.InvokeCommand.ExpandString($Case.With)
        Invoke-Scripted "Set-Location '$registry'; $($Case.Command) $call -$Switch"
    }
}

Describe 'Every command that changes something' {
    It 'is tried here' {
        $changing = (Get-Command -Module Registry | Where-Object { $_.Parameters.ContainsKey('WhatIf') }).Name

        $cases.Command | Sort-Object | Should -Be ($changing | Sort-Object)
    } -TestCases @{ Cases = $cases }
}

Describe '<Command>' -ForEach $cases {
    BeforeAll {
        $asks = $ExecutionContext.InvokeCommand.ExpandString($Asks.Replace('$registry', [regex]::Escape($registry)).
            Replace('$out', [regex]::Escape($out)).Replace('$plain', [regex]::Escape($plain)))
    }

    It 'says with -WhatIf what it would do, and does nothing' {
        $said = Invoke-Case $_ WhatIf

        $said.Errors | Should -BeNullOrEmpty
        $said.Lines -join "`n" | Should -Match $asks
        $said.Questions | Should -BeNullOrEmpty
        Get-Change | Should -BeNullOrEmpty
    }

    It 'asks with -Confirm, and does nothing at a no' {
        $said = Invoke-Case $_ Confirm

        $said.Errors | Should -BeNullOrEmpty
        $said.Questions -join "`n" | Should -Match $asks
        Get-Change | Should -BeNullOrEmpty
    }
}
