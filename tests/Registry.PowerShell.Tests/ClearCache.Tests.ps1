BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $registry = New-TestRegistry
    Push-Location $registry
    $null = Register-MLModel churn (New-TestModel -Text ('x' * 2048)) -Version 1.0.0
    $shared = $env:MODEL_REGISTRY_CACHE
    $env:MODEL_REGISTRY_CACHE = Join-Path $TestDrive 'cache'
}

AfterAll {
    $env:MODEL_REGISTRY_CACHE = $shared
    Pop-Location
}

Describe 'Clear-MLCache' {
    BeforeEach {
        Save-MLModel churn -Destination (Join-Path $TestDrive ([guid]::NewGuid()))
    }

    It 'takes everything where no limit is given, and tells what that was' {
        $cleared = Clear-MLCache
        $cleared.Files | Should -Be 2
        $cleared.Bytes | Should -BeGreaterThan 2048
        $cleared.BytesLeft | Should -Be 0
        $cleared.Path | Should -Be $env:MODEL_REGISTRY_CACHE
        (Clear-MLCache).Files | Should -Be 0
    }

    It 'leaves what is young or small enough' {
        (Clear-MLCache -OlderThan 1.00:00:00).Files | Should -Be 0
        (Clear-MLCache -MaxSize 10GB).Files | Should -Be 0
        (Clear-MLCache -OlderThan 0).Files | Should -Be 2
    }

    It 'asks before, and takes nothing under -WhatIf' {
        Clear-MLCache -WhatIf | Should -BeNullOrEmpty
        (Clear-MLCache).Files | Should -Be 2
    }

    It 'needs no registry, and refuses less than nothing' {
        Push-Location $TestDrive
        try {
            (Clear-MLCache -MaxSize 1KB).Files | Should -BeGreaterThan 0
            { Clear-MLCache -MaxSize -1 -ErrorAction Stop } | Should -Throw -ErrorId 'MLR1003,*'
        }
        finally {
            Pop-Location
        }
    }

    It 'shows sizes as people read them' {
        $lines = (Clear-MLCache | Out-String -Width 200).Split("`n").TrimEnd() | Where-Object { $_ }
        $lines[0] | Should -Match 'Files +Freed +InUse +Left +Path'
        $lines[2] | Should -Match '2 +2\.\d KiB +0 +0 B'
    }
}

Describe 'Save-MLModel' {
    It 'gives names in place of copies with -HardLink, and those are read-only' -Skip:(-not $IsLinux) {
        $file = Save-MLModel churn -Destination (Join-Path $TestDrive linked) -HardLink -PassThru
        $file.IsReadOnly | Should -BeTrue
        & stat -c %h $file.FullName | Should -Be 2
    }

    It 'replaces what is yours only with -Force' {
        $file = Save-MLModel churn -Destination (Join-Path $TestDrive mine) -PassThru
        Set-Content $file 'mine'
        { Save-MLModel churn -Destination (Join-Path $TestDrive mine) -ErrorAction Stop } | Should -Throw -ErrorId 'MLR1404,*'
        Get-Content $file | Should -Be 'mine'
        Save-MLModel churn -Destination (Join-Path $TestDrive mine) -Force
        Get-Content $file | Should -Not -Be 'mine'
    }
}
