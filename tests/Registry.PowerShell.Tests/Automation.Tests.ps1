BeforeDiscovery {
    $page = Get-Content -Raw (Join-Path $env:REGISTRY_SOURCE module/help/about_Registry_Automation.md)
    $blocks = foreach ($match in [regex]::Matches($page, '(?ms)^```(\w+)\r?\n(.*?)^```')) {
        $text = $match.Groups[2].Value
        @{ Language = $match.Groups[1].Value; Text = $text; Title = ($text -split "`n")[0].Trim() }
    }
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $page = Get-Content -Raw (Join-Path $env:REGISTRY_SOURCE module/help/about_Registry_Automation.md)
    $registry = New-TestRegistry -Stage prod
    Add-TestVersion $registry churn 1.0.0
    $null = Set-MLModelStage churn 1.0.0 prod -Registry $registry
    Add-TestVersion $registry churn 1.1.0

    # A file of a job's, run as schedulers and CI systems run it, from a place that is no repository.
    function Invoke-Job([string] $Script, [hashtable] $Environment = @{}) {
        $file = Join-Path (New-TestFolder) job.ps1
        Set-Content $file $Script
        Push-Location (Split-Path $file)
        try {
            $Environment.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
            $said = & $pwsh -NoProfile -NonInteractive -File job.ps1 2>&1 | Out-String -Width 200
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Said = $said }
        }
        finally {
            $Environment.Keys | ForEach-Object { Remove-Item "Env:$_" }
            Pop-Location
        }
    }
}

Describe 'The page on automation' {
    It 'tells of <_>' -ForEach 'Task Scheduler', 'cron', 'systemd', 'GitHub Actions', 'GitLab CI', 'Azure Pipelines' {
        $page | Should -Match "(?m)^### $_$"
    }

    It 'has PowerShell that can be parsed: <title>' -ForEach $blocks.Where({ $_.Language -eq 'powershell' }) {
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $errors)

        $errors | Should -BeNullOrEmpty
    }

    It 'has shell scripts that can be parsed: <title>' -Skip:$IsWindows -ForEach @(
        $blocks.Where({ $_.Language -eq 'sh' })
    ) {
        $said = $text | sh -n 2>&1

        $LASTEXITCODE | Should -Be 0 -Because "$said"
    }

    It 'runs only scripts that it shows' {
        $shown = [regex]::Matches($page, '(?m)^# ((?:ci/)?\w+\.(?:ps1|sh))\r?$').ForEach({ $_.Groups[1].Value })
        $run = [regex]::Matches($page, '(?:-File|&& sh) (\S+\.(?:ps1|sh))').ForEach({ $_.Groups[1].Value }) |
            ForEach-Object { $_ -replace '^(/srv/jobs/|C:\\jobs\\)' } | Select-Object -Unique

        $run | Should -Not -BeNullOrEmpty
        $run | Where-Object { $_ -notin $shown } | Should -BeNullOrEmpty
    }
}

Describe 'A job' {
    It 'saves several models at once, as the page has it' {
        $line = [regex]::Match($page, "(?m)^('churn', 'segment' \| ForEach-Object -Parallel .*)$").Groups[1].Value
        $copy = Join-Path (New-TestFolder) registry
        Copy-Item -Recurse $registry $copy
        Add-TestVersion $copy segment 1.0.0
        $null = Set-MLModelStage segment 1.0.0 prod -Registry $copy

        $run = Invoke-Job "`$ErrorActionPreference = 'Stop'; $line; (Get-ChildItem deploy -Recurse -File).Count" @{
            MODEL_REGISTRY = $copy
        }

        $run.Said.Trim() | Should -Be 2
    }

    It 'finds the registry in MODEL_REGISTRY, a <kind>' -ForEach @(
        @{ Kind = 'path' }
        @{ Kind = 'URL' }
    ) {
        $value = $kind -eq 'URL' ? [uri]::new($registry).AbsoluteUri : $registry

        $run = Invoke-Job '(Get-MLModel).Latest; (Resolve-MLModel churn#prod).Version' @{ MODEL_REGISTRY = $value }

        $run.Said.Trim() -split '\s+' | Should -Be v1.1.0, v1.0.0
        $run.ExitCode | Should -Be 0
    }

    It 'ends with 1 and the code of what went wrong' {
        $run = Invoke-Job '$ErrorActionPreference = "Stop"; Get-MLModelVersion unheard; "not reached"' @{
            MODEL_REGISTRY = $registry
        }

        $run.ExitCode | Should -Be 1
        $run.Said | Should -Match 'MLR1001'
        $run.Said | Should -Not -Match 'not reached'
    }

    It 'can act on an error by its code, as the page has it' {
        $condition = [regex]::Match($page, 'catch \{ (if \(.*?MLR1103.*?\)) \{').Groups[1].Value
        $condition = $condition -replace 'MLR1103', 'MLR1001'
        $condition | Should -Not -BeNullOrEmpty

        $run = Invoke-Job "`$ErrorActionPreference = 'Stop'
            try { Get-MLModelVersion unheard } catch { $condition { exit 7 } }" @{ MODEL_REGISTRY = $registry }

        $run.ExitCode | Should -Be 7
    }

    It 'fails where a person would be asked, and goes on where it says -Confirm:$false' {
        $copy = Join-Path (New-TestFolder) registry
        Copy-Item -Recurse $registry $copy
        $script = '$ErrorActionPreference = "Stop"; Unregister-MLModel churn 1.1.0'

        $asked = Invoke-Job $script @{ MODEL_REGISTRY = $copy }

        $asked.ExitCode | Should -Be 1 -Because $asked.Said
        (Get-MLModel churn -Registry $copy).Latest | Should -Be v1.1.0
        (Invoke-Job "$script -Confirm:`$false" @{ MODEL_REGISTRY = $copy }).ExitCode | Should -Be 0
        (Get-MLModel churn -Registry $copy).Latest | Should -Be v1.0.0
    }

    It 'gets the event of the tag that started it: <tag>' -ForEach @(
        @{ Tag = 'refs/tags/churn@v1.0.0'; Event = 'register v1.0.0 1' }
        @{ Tag = 'churn@v1.0.0'; Event = 'register v1.0.0 1' }
        @{ Tag = 'churn#prod#2'; Event = 'assign v1.0.0 2' }
        @{ Tag = 'refs/tags/churn#prod#2'; Event = 'assign v1.0.0 2' }
    ) {
        $happened = Resolve-MLModel $tag -AsEvent -Registry $registry

        "$($happened.Kind) $($happened.Version) $($happened.Event)" | Should -Be $event
    }

    It 'is told that a branch, or a tag of other tools, is no event' {
        Resolve-MLModel refs/heads/main -AsEvent -Registry $registry -ErrorAction SilentlyContinue -ErrorVariable branch
        Resolve-MLModel v1.0.0 -AsEvent -Registry $registry -ErrorAction SilentlyContinue -ErrorVariable foreign

        $branch.FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
        $foreign.FullyQualifiedErrorId | Should -BeLike 'MLR1003,*'
    }
}
