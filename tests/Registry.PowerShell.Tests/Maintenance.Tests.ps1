BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # Another text of the same length in a blob's place, as a failing disk leaves it.
    function Edit-Blob([string] $Registry, [string] $Text) {
        $bytes = [System.Text.Encoding]::UTF8.GetBytes($Text)
        $hex = [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($bytes)).ToLowerInvariant()
        $blob = Join-Path $Registry ".model-store/blobs/sha256/$($hex.Substring(0, 2))/$hex"
        Remove-Item -LiteralPath $blob -Force
        Set-Content -LiteralPath $blob -Value ('?' * $Text.Length) -NoNewline
    }

    # What a scheduler would run, in a process of its own, and what it would see of it.
    function Invoke-Scheduled([string] $Script) {
        $output = & $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; $Script" 2>&1
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = "$output" }
    }
}

Describe 'Invoke-MLMaintenance' {
    BeforeEach {
        $registry = New-TestRegistry
        $null = Register-MLModel churn (New-TestModel -Text 'weights one') -Version 1.0.0 -Stage prod -Registry $registry
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'returns one run with an exit code, and leaves its record' {
        $run = Invoke-MLMaintenance -Job Report, Scrub -ReportPath report.html

        $run.PSTypeNames | Should -Contain 'Registry.MaintenanceRun'
        $run.ExitCode, $run.Outcome, "$($run.Jobs.Job)" | Should -Be 0, Clean, 'Scrub Report'
        $LASTEXITCODE | Should -Be 0
        (Get-Content $run.Record | ConvertFrom-Json).exitCode | Should -Be 0
        $run.ReportPath | Should -Be (Join-Path $registry report.html)
        Get-Content report.html -Raw | Should -BeLike '<!DOCTYPE html>*Nothing was found.*'
        $run.Stages.Remarks | Should -BeNullOrEmpty
    }

    It 'ends a process with 0, 2 or 1 by the line that the help gives' {
        $line = "exit (Invoke-MLMaintenance -Job Scrub, Report -Registry '$registry').ExitCode"
        (Invoke-Scheduled $line).ExitCode | Should -Be 0

        Edit-Blob $registry 'weights one'
        (Invoke-Scheduled $line).ExitCode | Should -Be 2

        $failed = Invoke-Scheduled "exit (Invoke-MLMaintenance -Job Mirror, Scrub -To 0 -Registry '$registry').ExitCode"
        $failed.ExitCode | Should -Be 1
        $failed.Output | Should -BeLike '*Mirror: *-To*'
    }

    It 'ends a process with 1 where it cannot begin' {
        $null = New-Item -ItemType Directory "$registry/.git/registry" -Force
        $held = [System.IO.File]::Open("$registry/.git/registry/maintenance.lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $busy = Invoke-Scheduled "exit (Invoke-MLMaintenance -Job Report -Registry '$registry').ExitCode"
        }
        finally {
            $held.Dispose()
        }

        $busy.ExitCode | Should -Be 1
        $busy.Output | Should -BeLike '*at work*'
        (Invoke-Scheduled "exit (Invoke-MLMaintenance -Job Report -Registry /).ExitCode").ExitCode | Should -Be 1
        (Invoke-Scheduled "exit (Invoke-MLMaintenance -Job Report -Sample x -Registry '$registry').ExitCode").ExitCode | Should -Be 1
        { Invoke-MLMaintenance -Job Report -ReportPath out.txt } | Should -Throw -ErrorId 'MLR1003,*'
    }

    It 'goes on after a job that failed, and says which' {
        $run = Invoke-MLMaintenance -Job Mirror, Report -To 0 -ErrorAction SilentlyContinue -ErrorVariable failed

        "$($run.Jobs.Outcome)" | Should -Be 'Failed Clean'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1003,*'
        $LASTEXITCODE | Should -Be 1
    }

    It 'does nothing with -WhatIf' {
        $before = Get-TreeState $registry

        Invoke-MLMaintenance -Job Retention, Mirror, Scrub, Report -ReportPath report.md -WhatIf | Should -BeNullOrEmpty

        Get-TreeState $registry | Should -Be $before
    }

    It 'shows a run on a line' {
        $text = Invoke-MLMaintenance -Job Report | Out-String -Width 80
        $lines = ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }

        $lines[0] | Should -Match '^Started +Outcome +ExitCode +Findings +Jobs$'
        $lines[2] | Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d +Clean +0 +0 +Report: Clean$'
    }
}

Describe 'Get-MLStageReport' {
    BeforeAll {
        $registry = New-TestRegistry -Stage dev, prod
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Stage prod -Registry $registry
        Push-Location $registry
    }

    AfterAll {
        Pop-Location
    }

    It 'tells of stages that are unverified until the bytes were looked at, and of empty ones' {
        $stages = Get-MLStageReport
        $stages[0].PSTypeNames | Should -Contain 'Registry.StageReportEntry'
        "$($stages.Stage)", "$($stages.Remarks)" | Should -Be 'dev prod', 'empty unverified'

        Test-MLModel churn | Should -BeTrue

        "$((Get-MLStageReport churn).Remarks)" | Should -Be empty
    }

    It 'calls stale what is older than asked for, and refuses ticks' {
        (Get-MLStageReport -StaleAfter 10000.00:00:00).Stale | Should -Not -Contain $true
        Get-MLStageReport -StaleAfter 90 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1003,*'
    }

    It 'shows stages that fit a terminal' {
        $text = Get-MLStageReport | Out-String -Width 80
        $lines = ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }

        $lines[0] | Should -Match '^Name +Stage +Version +Since +Remarks$'
        $lines[3] | Should -Match '^churn +\[prod\] +v1\.0\.0 +just now'
    }
}
