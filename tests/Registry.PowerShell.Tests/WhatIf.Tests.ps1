BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe '-WhatIf leaves everything as it was' {
    It 'on Initialize-MLRegistry' {
        $path = New-TestRepository
        $before = Get-TreeState $path

        Initialize-MLRegistry $path -WhatIf 6> $null | Should -BeNullOrEmpty

        Get-TreeState $path | Should -Be $before
    }

    It 'on Register-MLModel, with and without a remote' {
        $shared = New-SharedRegistry
        $model = New-TestModel

        foreach ($path in $shared.Path, (New-TestRegistry)) {
            $roots = $path, $shared.Remote, $shared.Store
            $before = Get-TreeState $roots

            Register-MLModel churn $model -Stage dev -Registry $path -WhatIf | Should -BeNullOrEmpty

            Get-TreeState $roots | Should -Be $before
        }
    }

    It 'on Set-MLModelStage, forced or not' {
        $shared = New-SharedRegistry
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $shared.Path
        $roots = $shared.Path, $shared.Remote, $shared.Store
        $before = Get-TreeState $roots

        Set-MLModelStage churn 1.0.0 prod -Registry $shared.Path -WhatIf | Should -BeNullOrEmpty
        Set-MLModelStage churn 1.0.0 prod -Registry $shared.Path -WhatIf -Force | Should -BeNullOrEmpty

        Get-TreeState $roots | Should -Be $before
    }

    It 'on Save-MLModel, cache and destination included' {
        $registry = New-TestRegistry
        Add-TestVersion $registry churn 1.0.0
        Remove-Item $env:MODEL_REGISTRY_CACHE -Recurse -Force -ErrorAction Ignore
        $work = New-TestFolder
        $before = Get-TreeState $registry, $work

        Save-MLModel churn -Destination (Join-Path $work 'out') -Registry $registry -WhatIf -PassThru | Should -BeNullOrEmpty

        Get-TreeState $registry, $work | Should -Be $before
        $env:MODEL_REGISTRY_CACHE | Should -Not -Exist
    }
}

Describe 'What is asked' {
    BeforeAll {
        $registry = New-TestRegistry
        Add-TestVersion $registry churn 1.1.0
        $model = New-TestModel
        $prologue = "Import-Module Registry; Set-Location '$registry'; "

        # -WhatIf speaks to the host only; a process of its own shows what people see.
        function Get-Said([string] $Script) {
            (& $pwsh -NoProfile -NonInteractive -Command ($prologue + $Script) 2>&1) -join "`n"
        }
    }

    It 'names the version that would be registered' {
        Get-Said "Register-MLModel churn '$model' -WhatIf" | Should -BeLike '*"Register model version" on target "churn@v1.1.1"*'
        Get-Said "Register-MLModel churn '$model' -Bump Minor -Stage dev -WhatIf" |
            Should -BeLike '*assign stage dev" on target "churn@v1.2.0"*'
    }

    It 'names the version that would get the stage, and its holder' {
        Get-Said 'Set-MLModelStage churn 1.1.0 prod -WhatIf' | Should -BeLike '*"Assign stage prod" on target "churn@v1.1.0"*'
    }

    It 'names the version that would be saved, and where' {
        Get-Said 'Save-MLModel churn -Destination out -WhatIf' | Should -BeLike "*`"Save to $registry/out`" on target `"churn@v1.1.0`"*"
    }

    It 'names the files that would make a registry' {
        $path = New-TestRepository
        Get-Said "Initialize-MLRegistry '$path' -WhatIf" | Should -BeLike "*$path/registry.yaml*on target `"$path`"*"
    }

    It 'fails before it asks where the target is not there' {
        Save-MLModel chrn -Destination out -Registry $registry -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
    }

    It 'goes without saying at the usual preference' {
        Set-MLModelStage churn 1.1.0 dev -Registry $registry | Should -Not -BeNullOrEmpty
    }
}
