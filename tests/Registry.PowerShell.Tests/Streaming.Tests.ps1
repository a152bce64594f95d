BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # A registry as other tools leave it: 10,000 versions of 100 models, each on a commit of its own.
    $registry = New-TestRegistry
    $stream = [System.Text.StringBuilder]::new()
    $who = 'Ann Author <ann@example.org> {0} +0000'
    foreach ($n in 0..9999) {
        $model = 'model-{0:000}' -f [Math]::Floor($n / 100)
        $version = 'v1.{0}.0' -f ($n % 100)
        $at = $who -f (1700000000 + $n)
        $null = $stream.Append("commit refs/heads/versions`nmark :$($n + 1)`ncommitter $at`ndata 0`n`n")
        $null = $stream.Append("tag $model@$version`nfrom :$($n + 1)`ntagger $at`ndata 11`nRegistering`n")
    }

    $stream.ToString().TrimEnd() | git -C $registry fast-import --quiet
    git -C $registry pack-refs --all
    Push-Location $registry
}

AfterAll {
    Pop-Location
}

Describe 'A pipeline over many versions' {
    It 'has its first object before the last tag is read' -Skip:$IsWindows {
        # A git that gives out the first tags and then waits at a gate that nobody opens.
        $tools = New-TestFolder
        $git = (Get-Command git -CommandType Application)[0].Source
        mkfifo "$tools/gate"
        Set-Content "$tools/git" "#!/bin/sh`ncase `"`$*`" in`n  *cat-file*) '$git' `"`$@`" | { head -c 200000; read -r _ < '$tools/gate'; } ;;`n  *) exec '$git' `"`$@`" ;;`nesac"
        chmod +x "$tools/git"
        $path = $env:PATH
        try {
            $env:PATH = "$tools$([IO.Path]::PathSeparator)$path"
            $job = Start-ThreadJob { Set-Location $using:registry; Get-MLModelVersion | Select-Object -First 1 }
            $null = $job | Wait-Job -Timeout 60

            $job.State | Should -Be Completed
            ($job | Receive-Job).Tag | Should -Be model-000@v1.99.0
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'holds one model at a time' {
        $script = @'
            Import-Module Registry
            $count = 0
            Get-MLModelVersion | ForEach-Object {
                if (++$count -eq 1000) { $before = [GC]::GetTotalMemory($true) }
                $last = $_
            }
            $count; $last.Tag; [GC]::GetTotalMemory($true) - $before
'@
        $count, $last, $growth = & $pwsh -NoProfile -NonInteractive -Command $script

        $count | Should -Be 10000
        $last | Should -Be model-099@v1.0.0
        [long] $growth | Should -BeLessThan 16MB
    }

    It 'finds and lists in one order, with patterns and without' {
        $all = (Get-MLModelVersion).Tag
        $all | Should -HaveCount 10000
        (Find-MLModelVersion).Tag | Should -Be $all
        (Get-MLModelVersion 'MODEL-09?' -Version 1.7.0).Tag | Should -Be (90..99 | ForEach-Object { "model-0$_@v1.7.0" })
        (Find-MLModelVersion "version = '1.7.0'" -Name 'model-09?').Tag | Should -Be (90..99 | ForEach-Object { "model-0$_@v1.7.0" })
    }

    It 'stops where who reads it has enough' {
        (Get-MLModelVersion | Select-Object -First 3).Tag | Should -Be model-000@v1.99.0, model-000@v1.98.0, model-000@v1.97.0
        (Get-MLModelVersion | Select-Object -First 101 | Select-Object -Last 1).Tag | Should -Be model-001@v1.99.0
    }
}
