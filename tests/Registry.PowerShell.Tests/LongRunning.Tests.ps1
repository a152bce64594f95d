BeforeDiscovery {
    . "$PSScriptRoot/Terminal.ps1"
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    . "$PSScriptRoot/Terminal.ps1"

    # A file of zeros that takes no room on the disk, yet as long to read as any other.
    function New-LargeModel([long] $Size) {
        $path = Join-Path (New-TestFolder) 'large.onnx'
        $stream = [System.IO.File]::Create($path)
        $stream.SetLength($Size)
        $stream.Dispose()
        $path
    }

    # One that is as long to copy, too, where holes in a file are passed over.
    function New-FullModel([int] $Size) {
        $bytes = [byte[]]::new($Size)
        [Random]::new($Size).NextBytes($bytes)
        $path = Join-Path (New-TestFolder) full.onnx
        [System.IO.File]::WriteAllBytes($path, $bytes)
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
        Get-ChildItem (Join-Path $registry .model-store/blobs) -Recurse -File -ErrorAction Ignore | Should -BeNullOrEmpty
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

Describe 'Ctrl+C at a prompt' -Skip:([bool] $noTerminal) {
    BeforeAll {
        $registry = New-TestRegistry
        $null = Register-MLModel stored (New-FullModel 64MB) -Version 1.0.0 -Registry $registry
        $null = Register-MLModel second (New-FullModel 24MB) -Version 1.0.0 -Registry $registry
        $large = New-LargeModel 40GB
        Remove-Item $env:MODEL_REGISTRY_CACHE -Recurse -Force -ErrorAction Ignore
        $terminal = Start-Terminal "Set-Location '$registry'; `$env:MODEL_REGISTRY_BANDWIDTH = '4MiB'"

        # Seconds from the key to an answer at the next prompt.
        function Measure-Interrupt([string] $Command, [string] $Sign) {
            Send-Terminal $terminal "$Command`r"
            Wait-Terminal $terminal $Sign
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            Send-Terminal $terminal "`u{3}"
            Wait-Terminal $terminal 'ready> '
            Send-Terminal $terminal "'still ' + 'here'`r"
            Wait-Terminal $terminal 'still here'
            $clock.Elapsed.TotalSeconds
        }
    }

    AfterAll {
        Stop-Terminal $terminal
    }

    It 'ends a register within seconds, and leaves no name and no blob' {
        $blobs = @(Get-ChildItem (Join-Path $registry .model-store/blobs) -Recurse -File).FullName

        Measure-Interrupt "Register-MLModel churn '$large'" 'Registering churn.*of 40\.0 GiB' | Should -BeLessThan 10
        Get-TestTag $registry | Should -Be second@v1.0.0, stored@v1.0.0
        (Get-ChildItem (Join-Path $registry .model-store/blobs) -Recurse -File).FullName | Should -Be $blobs
    }

    It 'ends a save within seconds, and leaves nothing where it was to be' {
        $out = Join-Path (New-TestFolder) out

        Measure-Interrupt "Save-MLModel stored -Destination '$out'" 'of 64\.0 MiB' | Should -BeLessThan 10
        $out | Should -Not -Exist
        Get-ChildItem (Split-Path $out) -Force | Should -BeNullOrEmpty
    }

    It 'shows no progress where nobody wants it' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Send-Terminal $terminal "`$ProgressPreference = 'SilentlyContinue'; `$env:MODEL_REGISTRY_BANDWIDTH = '8MiB'`r"
        Send-Terminal $terminal "Save-MLModel second -Destination '$(New-TestFolder)'; 'do' + 'ne'`r"
        Wait-Terminal $terminal 'done'

        $terminal.Passed | Should -Not -Match 'of 24\.0 MiB'
        $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 2 -Because 'else nobody would have seen any'
    }
}

Describe 'What is said meanwhile' {
    It 'are decisions with -Verbose, and nothing without' {
        $registry = New-TestRegistry -Stage dev, prod
        $calls = @(
            'Register-MLModel churn $model -Version 1.0.0 -Registry $registry'
            'Set-MLModelStage churn 1.0.0 prod -Registry $registry'
            'Save-MLModel churn -Destination $out -Registry $registry'
            'Set-MLModel churn -Label @{ team = "risk" } -Registry $registry'
            'Undo-MLModelStage churn prod -Registry $registry'
            'Test-MLStore -Registry $registry'
            'Invoke-MLMaintenance Scrub -Registry $registry'
            'Clear-MLCache'
        )
        $model, $out = (New-TestModel), (Join-Path (New-TestFolder) out)
        foreach ($call in $calls) {
            $said = @(& ([scriptblock]::Create("$call -Verbose")) 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
            $said.Count | Should -BeGreaterThan 0 -Because $call
        }

        $quiet = @(Set-MLModelStage churn 1.0.0 dev -Registry $registry 4>&1 3>&1)
        $quiet | Should -HaveCount 1
    }
}
