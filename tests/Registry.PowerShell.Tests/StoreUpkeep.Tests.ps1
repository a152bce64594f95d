BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # The file in a store that has the bytes of a text.
    function Get-Blob([string] $Store, [string] $Text) {
        $bytes = [System.Text.Encoding]::UTF8.GetBytes($Text)
        $hex = [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($bytes)).ToLowerInvariant()
        Join-Path $Store "blobs/sha256/$($hex.Substring(0, 2))/$hex"
    }

    # Another text of the same length in a blob's place, as a failing disk leaves it.
    function Edit-Blob([string] $Store, [string] $Text) {
        $blob = Get-Blob $Store $Text
        Remove-Item -LiteralPath $blob -Force
        Set-Content -LiteralPath $blob -Value ('?' * $Text.Length) -NoNewline
    }

    # A registry with a store and a mirror of it, both beside the repository.
    function New-MirroredRegistry {
        $store, $mirror = (New-TestFolder), (New-TestFolder)
        $path = New-TestRegistry -Store $store
        $line = "  - url: $([uri]::new($mirror).AbsoluteUri)"
        $yaml = Get-Content (Join-Path $path registry.yaml)
        $at = [array]::FindIndex([string[]] $yaml, [Predicate[string]] { $args[0] -match 'url:' })
        ($yaml[0..$at] + $line + $yaml[($at + 1)..$yaml.Count]) | Set-Content (Join-Path $path registry.yaml)
        Save-TestCommit $path
        [pscustomobject]@{ Path = $path; Store = $store; Mirror = $mirror }
    }
}

Describe 'Test-MLModel' {
    BeforeEach {
        $registry = New-TestRegistry
        $store = Join-Path $registry .model-store
        $null = Register-MLModel churn (New-TestModel -Text 'weights one') -Version 1.0.0 -Registry $registry
        $null = Register-MLModel churn (New-TestModel -Text 'weights two') -Version 1.1.0 -Stage prod -Registry $registry
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'is true where all is well, and says nothing in detail' {
        Test-MLModel churn | Should -BeTrue
        Test-MLModel churn -Quick | Should -BeTrue
        Test-MLModel churn -Detailed | Should -BeNullOrEmpty
    }

    It 'is false for the version whose bytes changed, and true for the other' {
        $null = Save-MLModel churn -Destination out
        Edit-Blob $store 'weights two'

        Test-MLModel churn | Should -BeFalse
        Test-MLModel churn -Stage prod | Should -BeFalse
        Test-MLModel churn 1.0.0 | Should -BeTrue
        Test-MLModel churn -Quick | Should -BeTrue
        $finding = Test-MLModel churn -Detailed
        $finding.PSTypeNames | Should -Contain 'Registry.StoreFinding'
        $finding.Problem, $finding.Severity, $finding.Code, $finding.Name, $finding.Version, $finding.File |
            Should -Be Damaged, Error, MLR1403, churn, v1.1.0, (Get-ChildItem out).Name
    }

    It 'takes versions and models from the pipeline, and patterns' {
        Remove-Item (Get-Blob $store 'weights one') -Force

        Get-MLModelVersion churn | Test-MLModel | Should -Be $true, $false
        Get-MLModel | Test-MLModel -Quick | Should -BeFalse
        Test-MLModel 'c*' | Should -BeFalse
    }

    It 'fails for a model that is not there' {
        Test-MLModel chrn -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty

        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1001,Registry.PowerShell.Commands.TestMLModelCommand'
    }
}

Describe 'Test-MLStore and Repair-MLStore' {
    BeforeEach {
        $registry = New-TestRegistry
        $store = Join-Path $registry .model-store
        foreach ($text in 'weights one', 'weights two') {
            $null = Register-MLModel churn (New-TestModel -Text $text) -Registry $registry
        }

        $copy = New-TestFolder
        Copy-Item (Join-Path $store *) $copy -Recurse
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'find nothing where all is well, and tell how much was read' {
        Test-MLStore | Should -BeNullOrEmpty
        (Test-MLStore -Verbose 4>&1) -join "`n" | Should -BeLike '*5 of 5 blobs*'
        $report = Test-MLStore -AsReport -Sample 40%
        $report.Blobs, $report.Hashed, $report.Missing, $report.Completed | Should -Be 5, 2, 0, $true
    }

    It 'find what is damaged, missing and needed by nobody, and mend it from a copy' {
        Edit-Blob $store 'weights one'
        Remove-Item (Get-Blob $store 'weights two') -Force
        $orphan = Get-Blob $store 'orphan'
        $null = New-Item -ItemType Directory (Split-Path $orphan) -Force
        Set-Content $orphan orphan -NoNewline
        (Get-Item $orphan).LastWriteTime = (Get-Date).AddDays(-2)

        $findings = Test-MLStore
        $mended = Repair-MLStore -From $copy

        $findings.Problem | Sort-Object | Should -Be Missing, Damaged, Orphaned
        $mended.Mended | Should -Be $true, $true
        $mended[0].PSTypeNames | Should -Contain 'Registry.RepairedBlob'
        (Test-MLStore).Problem | Should -Be Orphaned
        Test-MLModel churn | Should -BeTrue
    }

    It 'mend only what comes through the pipeline' {
        Edit-Blob $store 'weights one'
        Edit-Blob $store 'weights two'

        $mended = Test-MLStore | Where-Object Version -EQ v0.0.1 | Repair-MLStore -From $copy

        $mended.Version | Should -Be v0.0.1
        (Test-MLStore).Version | Should -Be v0.0.2
    }

    It 'tell what cannot be mended, as objects and as errors' {
        Edit-Blob $store 'weights one'
        Edit-Blob $copy 'weights one'

        $tried = Repair-MLStore -From $copy -ErrorAction SilentlyContinue -ErrorVariable failed

        $tried.Mended | Should -BeFalse
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1202,*'
        Get-Content (Get-Blob $store 'weights one') | Should -Be '???????????'
    }

    It 'leave everything as it was with -WhatIf' {
        Edit-Blob $store 'weights one'
        $before = Get-TreeState $store, $copy

        Repair-MLStore -From $copy -WhatIf | Should -BeNullOrEmpty

        Get-TreeState $store, $copy | Should -Be $before
    }

    It 'refuse a sample that is none, and a store that is not there' {
        Test-MLStore -Sample some -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1003,*'
        Test-MLStore 7 -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
        (Test-MLStore (Join-Path $TestDrive nowhere)).Problem | Should -Be Unreachable
    }

    It 'show findings that fit a terminal' {
        Edit-Blob $store 'weights one'
        $text = Test-MLStore | Out-String -Width 80
        $lines = ($text -replace "`e\[[0-9;]*m").Split("`n").TrimEnd() | Where-Object { $_ }

        $lines[0] | Should -Match '^Error Damaged churn@v0\.0\.1'
        $lines[1] | Should -Match "^  The file 'model\.onnx' of "
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'Sync-MLStore' {
    BeforeEach {
        $mirrored = New-MirroredRegistry
        $null = Register-MLModel churn (New-TestModel -Text 'weights one') -Version 1.0.0 -Registry $mirrored.Path
        Push-Location $mirrored.Path
    }

    AfterEach {
        Pop-Location
    }

    It 'copies to the mirror what it lacks, once' {
        $synced = Sync-MLStore
        $synced.PSTypeNames | Should -Contain 'Registry.SyncedStore'
        $synced.Copied, $synced.Present, $synced.To | Should -Be 3, 0, ([uri]::new($mirrored.Mirror).AbsoluteUri)

        $again = Sync-MLStore
        $again.Copied, $again.Present | Should -Be 0, 3
        Remove-Item $mirrored.Store -Recurse -Force
        Get-Content (Save-MLModel churn -Destination out -PassThru -WarningAction SilentlyContinue) | Should -Be 'weights one'
    }

    It 'says with -WhatIf how many blobs and bytes it would copy, and writes nothing' {
        $before = Get-TreeState $mirrored.Path, $mirrored.Mirror

        $said = & $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; Sync-MLStore -WhatIf -Registry '$($mirrored.Path)'"

        "$said" | Should -Match 'Copy 3 blobs \([\d.]+ K?i?B\) from file:'
        Get-TreeState $mirrored.Path, $mirrored.Mirror | Should -Be $before
    }

    It 'copies to a folder, and back by its place' {
        $usb = Join-Path (New-TestFolder) usb
        (Sync-MLStore -To $usb).Copied | Should -Be 3
        Remove-Item $mirrored.Store -Recurse -Force
        (Sync-MLStore -From $usb -To 0).Copied | Should -Be 3
        Test-MLStore 0 | Should -BeNullOrEmpty
    }

    It 'reports what it could not copy and copies the rest' {
        Edit-Blob $mirrored.Store 'weights one'

        $synced = Sync-MLStore -ErrorAction SilentlyContinue -ErrorVariable failed

        $synced.Copied | Should -Be 1
        $synced.Failures.File | Should -Contain manifest
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1202,*'
    }
}
