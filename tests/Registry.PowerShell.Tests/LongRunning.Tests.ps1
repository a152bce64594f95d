BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # A file of zeros that takes no room on the disk, yet as long to read as any other.
    function New-LargeModel([long] $Size) {
        $path = Join-Path (New-TestFolder) 'large.onnx'
        $stream = [System.IO.File]::Create($path)
        $stream.SetLength($Size)
        $stream.Dispose()
        $path
    }

    function Start-Register([string] $Registry, [string] $Path) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($r, $p) Import-Module Registry; Register-MLModel churn $p -Registry $r').
            AddArgument($Registry).AddArgument($Path)
        [pscustomobject]@{ Shell = $shell; Run = $shell.BeginInvoke() }
    }

    # What Ctrl+C does, and how long it takes.
    function Stop-Work($Work) {
        $Work.Run.IsCompleted | Should -BeFalse
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $Work.Shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(30000) | Should -BeTrue
        $clock.Stop()
        $Work.Shell.InvocationStateInfo.State | Should -Be Stopped
        $Work.Shell.Streams.Error | Should -BeNullOrEmpty
        $Work.Shell.Dispose()
        $clock.Elapsed
    }

    function Wait-Until([scriptblock] $Condition, [int] $Seconds = 60) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Condition) -and $clock.Elapsed.TotalSeconds -lt $Seconds) {
            Start-Sleep -Milliseconds 20
        }
    }

    # PowerShell has progress of its own, such as of importing modules.
    function Get-Progress($Shell) {
        @($Shell.Streams.Progress.ReadAll() | Where-Object Activity -Like '*churn*')
    }
}

Describe 'A copy that takes its time' {
    It 'shows how far it is, and clears that at the end' {
        $registry = New-TestRegistry
        $work = Start-Register $registry (New-LargeModel 3GB)

        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $registered = $work.Shell.EndInvoke($work.Run)
        $records = Get-Progress $work.Shell
        $work.Shell.Dispose()

        $registered.Version | Should -Be v0.0.1
        if ($clock.Elapsed.TotalSeconds -lt 1.5) {
            Set-ItResult -Skipped -Because 'this machine copies 3 GiB before anyone would wonder'
        }

        $records.Count | Should -BeGreaterThan 1
        $records.Count | Should -BeLessThan ($clock.Elapsed.TotalSeconds * 5 + 3)
        $records[-1].RecordType | Should -Be Completed
        $shown = $records | Where-Object RecordType -EQ Processing
        $shown[-1].PercentComplete | Should -BeGreaterThan 0
        $shown[-1].PercentComplete | Should -BeLessOrEqual 100
        $shown[-1].StatusDescription | Should -BeLike '* of 3.0 GiB*'
        $shown[-1].CurrentOperation | Should -Be large.onnx
    }

    It 'ends at Ctrl+C, with no name left' {
        $registry = New-TestRegistry
        $work = Start-Register $registry (New-LargeModel 40GB)
        Wait-Until { $work.Shell.Streams.Progress.Where({ $_.Activity -like '*churn*' }) }

        # A second is what people get; the rest is for a machine that does other things as well.
        (Stop-Work $work).TotalSeconds | Should -BeLessThan 5
        Get-TestTag $registry | Should -BeNullOrEmpty
        (Get-ChildItem (Join-Path $registry '.model-store') -Recurse -File | Measure-Object Length -Sum).Sum |
            Should -BeLessThan 1GB -Because 'what was half written goes again'
    }

    It 'ends at Ctrl+C while a remote is slow, with no name left here or there' {
        $shared = New-SharedRegistry
        $hook = Join-Path $shared.Remote 'hooks/pre-receive'
        $begun = Join-Path (New-TestFolder) 'begun'
        Set-Content $hook "#!/bin/sh`ntouch '$begun'`nexec sleep 60"
        if (-not $IsWindows) { chmod +x $hook }
        $work = Start-Register $shared.Path (New-TestModel)
        Wait-Until { Test-Path $begun }
        $begun | Should -Exist

        (Stop-Work $work).TotalSeconds | Should -BeLessThan 5
        Get-TestTag $shared.Path | Should -BeNullOrEmpty
        Get-TestTag $shared.Remote | Should -BeNullOrEmpty
    }

    It 'shows nothing of what is quick' {
        $work = Start-Register (New-TestRegistry) (New-TestModel)
        $null = $work.Shell.EndInvoke($work.Run)

        Get-Progress $work.Shell | Should -BeNullOrEmpty
        $work.Shell.Dispose()
    }
}
