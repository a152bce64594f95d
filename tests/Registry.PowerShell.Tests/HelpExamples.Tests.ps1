BeforeDiscovery {
    $names = (Get-ChildItem (Join-Path $env:REGISTRY_SOURCE module/help) -Filter '*-*.md').BaseName
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $work = Join-Path $TestDrive work
    $prepared = Join-Path $TestDrive prepared
    $models = Join-Path $work models

    # Events of another year: they are dated, and nothing of them lies ahead of the clock.
    function Add-Event([string] $Date, [scriptblock] $Script) {
        $env:GIT_COMMITTER_DATE = "${Date}T09:00:00Z"
        $null = & $Script
        $env:GIT_COMMITTER_DATE = $null
    }

    # What the examples find: a repository with models, a remote, a store and a mirror, and files that training left.
    function New-ExampleRegistry {
        $store, $mirror, $remote = 'store', 'mirror', 'remote.git' | ForEach-Object { Join-Path $work $_ }
        $null = New-Item -ItemType Directory $work, $store, $mirror
        $null = New-TestRepository $models
        Push-Location $models
        $null = Initialize-MLRegistry -Store $store -Stage dev, staging, prod, archived 6> $null
        $second = "`n  - url: $([uri]::new($mirror).AbsoluteUri)"
        $yaml = (Get-Content -Raw registry.yaml) -replace '(?m)^  - url: .*$', "`$0$second"
        $yaml + "retention:`n  grace: 2d`n  rules:`n    - { name: old, keepLast: 1 }`n" | Set-Content registry.yaml
        $null = New-Item -ItemType Directory data, shop, model/tokenizer, out
        Set-Content weights.txt '0.1 0.9'
        Set-Content notes.md '# Churn', 'Who is about to leave.'
        Set-Content metrics.json '{ "auc": 0.94 }'
        Set-Content data/train.csv 'a,b'
        Set-Content model/model.onnx 'the network'
        Set-Content model/tokenizer/vocab.txt 'words'
        Save-TestCommit $models
        $null = git init -q --bare -b main $remote
        git remote add origin $remote
        git push -q origin main
        Add-ExampleEvent
        # Trained anew since: what is registered next is new.
        Set-Content model/model.onnx 'the network, after another night'
        $null = Sync-MLRegistry -Bulk
        $null = Sync-MLStore
        # What a build of a project in shop/ would have written.
        $null = New-TestLock $models shop
        Pop-Location
        # Few files, as there will be many copies.
        foreach ($repository in $models, $remote) {
            git -C $repository gc -q
        }

        Get-ChildItem $work -Recurse -Directory -Force -Filter hooks | Remove-Item -Recurse
        Copy-Tree $work $prepared
    }

    function Add-TrainedVersion([string] $Name, [string] $Version, [double] $Auc, [int] $Depth, [string] $Path) {
        $Path = $Path ? $Path : (New-TestModel)
        Register-MLModel $Name $Path -Version $Version -Metric @{ auc = $Auc } -Parameter @{ depth = $Depth } -NoPush
    }

    function Add-ExampleEvent {
        Add-Event 2025-01-10 { Add-TrainedVersion churn 1.0.0 0.81 4 }
        Add-Event 2025-01-12 { Set-MLModelStage churn 1.0.0 prod -Message 'Passed review' -NoPush }
        Add-Event 2025-02-10 { Add-TrainedVersion churn 1.1.0 0.86 6 }
        Add-Event 2025-02-12 { Set-MLModelStage churn 1.1.0 prod -NoPush }
        Add-Event 2025-03-10 { Add-TrainedVersion churn 2.0.0 0.92 8 ./model }
        Add-Event 2025-03-10 { Set-MLModelStage churn 2.0.0 staging -NoPush }
        Add-Event 2025-03-11 { Add-TrainedVersion segment 1.0.0 0.7 4 }
        Add-Event 2025-03-12 { Add-TrainedVersion segment 1.1.0 0.75 4 }
        Add-Event 2025-03-13 { Add-TrainedVersion segment 1.2.0 0.85 4 }
        Add-Event 2025-03-13 { Set-MLModelStage segment 1.2.0 prod -NoPush }
        Add-Event 2025-03-14 { Add-TrainedVersion nlp/sentiment 0.1.0 0.85 4 }
    }

    # Copy-Item and Remove-Item take ten times as long, and there are many examples.
    function Remove-Tree([string] $Path) {
        if ($IsWindows) {
            # Git's objects are read-only, which only there keeps them from being deleted.
            foreach ($file in [System.IO.Directory]::GetFiles($Path, '*', 'AllDirectories')) {
                [System.IO.File]::SetAttributes($file, 'Normal')
            }
        }

        [System.IO.Directory]::Delete($Path, $true)
    }

    function Copy-Tree([string] $From, [string] $To) {
        $null = [System.IO.Directory]::CreateDirectory($To)
        foreach ($folder in [System.IO.Directory]::GetDirectories($From, '*', 'AllDirectories')) {
            $null = [System.IO.Directory]::CreateDirectory($To + $folder.Substring($From.Length))
        }

        foreach ($file in [System.IO.Directory]::GetFiles($From, '*', 'AllDirectories')) {
            [System.IO.File]::Copy($file, $To + $file.Substring($From.Length))
        }
    }

    # A fresh copy in the same place, so that the paths in it hold; from now on the location is there.
    function Reset-ExampleRegistry {
        Remove-Tree $work
        Copy-Tree $prepared $work
        if ($PWD.Path -ne $models) {
            Set-Location $models
        }
    }

    # What some commands are there for, before their examples run.
    $before = @{
        'Repair-MLStore' = { Remove-Blob store }
        'Sync-MLRegistry' = { $null = Register-MLModel nlp/sentiment ./weights.txt -NoPush }
        'Sync-MLStore' = { Remove-Blob mirror }
        'Test-MLModel' = { Remove-Blob store }
        'Test-MLStore' = { Remove-Blob store }
        'Get-MLModelHistory' = { git tag -d 'nlp/sentiment@v0.1.0' > $null }
        'Get-MLModelVersion' = { $null = Unregister-MLModel churn 2.0.0 -Confirm:$false }
    }

    function Remove-Blob([string] $Store) {
        Get-ChildItem (Join-Path $work "$Store/blobs") -Recurse -File | Sort-Object Length | Select-Object -First 1 |
            Remove-Item -Force
    }

    # As a script has it: the first error ends it. All that a command puts out is kept aside, wherever that goes on to.
    function Invoke-Example([string] $Code, [string] $Command) {
        $ErrorActionPreference = 'Stop'
        $PSDefaultParameterValues = @{ "${Command}:OutVariable" = '+script:produced' }
        & ([scriptblock]::Create($Code))
    }

    git config --global user.name 'Ann Author'
    git config --global user.email 'ann@example.org'
    New-ExampleRegistry
}

Describe 'Examples of <_>' -ForEach $names {
    BeforeEach {
        Push-Location
    }

    AfterEach {
        Pop-Location
        $env:MODEL_REGISTRY = $env:CI_TAG = $script:produced = $null
    }

    It 'go as written' {
        $changes = $_ -notmatch '^(Clear|Compare|Find|Get|Resolve|Save|Test)-'
        $isFresh = $false
        $script:produced = [System.Collections.ArrayList]::new()
        $output = foreach ($example in (Get-Help $_).examples.example) {
            if (-not $isFresh) {
                Reset-ExampleRegistry
                if ($before[$_]) {
                    & $before[$_]
                }
            }

            $isFresh = -not $changes -or $example.code -like '*-WhatIf*'

            try {
                Invoke-Example $example.code $_ 6> $null 4> $null
            }
            catch {
                throw "$($example.title): $_"
            }
        }

        # Some say nothing where all is well, or only change something; none is all silent.
        if ($_ -match '^(Compare|Find|Get|Register|Repair|Resolve|Restore|Sync|Undo)-|^Test-MLStore') {
            $output | Should -Not -BeNullOrEmpty
            $produced | Should -Not -BeNullOrEmpty
        }

        $declared = (Get-Command $_).OutputType.Name
        $produced | ForEach-Object { $_.GetType().FullName } | Sort-Object -Unique | Where-Object { $_ -notin $declared } |
            Should -BeNullOrEmpty -Because "'$_' declares $declared"
    }
}

Describe 'Scripts of the topics' {
    BeforeEach {
        Push-Location
        Reset-ExampleRegistry
        $pages = Get-ChildItem (Join-Path $env:REGISTRY_SOURCE module/help) -Filter 'about_*.md' | Get-Content -Raw

        # By the name in its first line, as a file of the registry's repository.
        function Save-PageScript([string] $Script) {
            $block = "(?ms)^``````powershell\n# $([regex]::Escape($Script))\n(.*?)^``````"
            $code = [regex]::Match($pages, $block).Groups[1].Value
            $code | Should -Not -BeNullOrEmpty
            $null = New-Item -ItemType Directory ci -Force
            Set-Content $Script $code
        }

        # As a scheduler or a job runs it.
        function Invoke-PageScript([string] $Script) {
            Save-PageScript $Script
            $said = & $pwsh -NoProfile -NonInteractive -File $Script @args 2>&1 | Out-String -Width 200
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Said = $said }
        }
    }

    AfterEach {
        Pop-Location
    }

    It 'maintain, and end with 0, 2 and 1' {
        $clean = Invoke-PageScript maintain.ps1
        $clean.ExitCode | Should -Be 0 -Because $clean.Said
        'registry-report.html' | Should -Exist

        Remove-Blob store
        (Invoke-PageScript maintain.ps1).ExitCode | Should -Be 2
        (Invoke-PageScript maintain.ps1 -Registry /).ExitCode | Should -Be 1
    }

    It 'register what was trained, and stage what is better' {
        $null = Copy-Item metrics.json, weights.txt out

        $run = Invoke-PageScript ci/register.ps1 -Name churn

        $run.ExitCode | Should -Be 0 -Because $run.Said
        (Get-MLModelVersion churn -Stage staging).Version | Should -Be v2.1.0
        (Invoke-PageScript ci/register.ps1 -Name unheard).ExitCode | Should -Be 0
        Get-MLModelVersion unheard -Stage staging | Should -Not -BeNullOrEmpty
    }

    It 'deploy what a tag has put into production, and nothing else' {
        $clone = Join-Path $work clone
        git clone -q (Join-Path $work remote.git) $clone
        Set-Location $clone

        $other = Invoke-PageScript ci/deploy.ps1 -Tag 'churn@v2.0.0'
        $other.ExitCode | Should -Be 0 -Because $other.Said
        'deploy' | Should -Not -Exist
        $run = Invoke-PageScript ci/deploy.ps1 -Tag 'refs/tags/churn#prod#4'
        $run.ExitCode | Should -Be 0 -Because $run.Said
        $run.Said | Should -BeLike '*churn@v1.1.0*'
        Get-ChildItem deploy | Should -HaveCount 1
        (Invoke-PageScript ci/deploy.ps1 -Tag 'churn#prod#99').ExitCode | Should -Be 1
    }

    It 'begin a registry' {
        $null = New-TestRepository (Join-Path $work new)
        Copy-Item weights.txt (Join-Path $work new)
        Set-Location (Join-Path $work new)
        $code = [regex]::Match($pages, '(?ms)^```powershell\n(Initialize-MLRegistry.*?)^```').Groups[1].Value

        $null = . { $ErrorActionPreference = 'Stop'; . ([scriptblock]::Create($code)) } 6> $null

        Get-Content out/weights.txt | Should -Be '0.1 0.9'
    }

    It 'show a registry.yaml that can be read' {
        $yaml = [regex]::Matches($pages, '(?ms)^```yaml\n((?:schema|retention):.*?)^```') |
            ForEach-Object { $_.Groups[1].Value }
        $yaml | Should -HaveCount 2
        $path = New-TestRepository (Join-Path $work new)
        -join $yaml | Set-Content (Join-Path $path registry.yaml)

        (Get-MLRegistry -Registry $path).Stages | Should -Be dev, staging, prod
    }
}
