BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

Describe 'Restore-MLModel' {
    BeforeEach {
        $registry = New-TestRegistry
        $null = Register-MLModel churn (New-TestModel -Text 'weights one') -Version 1.0.0 -Stage prod -Registry $registry
        $project = New-TestFolder
        $lock = New-TestLock $registry $project
        $cache, $env:MODEL_REGISTRY_CACHE = $env:MODEL_REGISTRY_CACHE, (New-TestFolder)
    }

    AfterEach {
        $env:MODEL_REGISTRY_CACHE = $cache
    }

    It 'brings what the lock file pins to where a build looks for it' {
        $restored = Restore-MLModel $project -LockedMode -Registry $registry

        $restored.PSTypeNames | Should -Contain 'Registry.RestoredModel'
        $restored.Name, $restored.Version, $restored.Stage, $restored.Registry |
            Should -Be @('churn', 'v1.0.0', 'prod', $registry)
        $restored.Folder | Should -BeLike (Join-Path $project 'obj/models/churn/*')
        Get-Content (Join-Path $restored.Folder model.onnx) | Should -Be 'weights one'
        $restored | Out-String -Width 120 | Should -Match 'churn +v1.0.0 +\[prod\] +1 '
    }

    It 'takes a project, a lock file, or what the pipeline has of them' {
        'no XML is read of it' > (Join-Path $project App.csproj)
        (Restore-MLModel (Join-Path $project App.csproj) -Registry $registry).Version | Should -Be v1.0.0
        (Get-Item $lock | Restore-MLModel -Registry $registry -Destination (Join-Path $project out)).Folder |
            Should -BeLike (Join-Path $project 'out/churn/*')
    }

    It 'asks nobody where lock and cache suffice, and says so where they do not' {
        Restore-MLModel $lock -Offline -Registry $registry -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'MLR1501,*'
        $null = Restore-MLModel $lock -Registry $registry
        Remove-Item -Recurse -Force (Join-Path $project obj)

        (Restore-MLModel $lock -Offline -LockedMode -Registry (Join-Path $project nowhere)).Version | Should -Be v1.0.0
    }

    It 'holds on to the lock until it is asked to resolve anew' {
        $null = Register-MLModel churn (New-TestModel -Text 'weights two') -Version 1.1.0 -Stage prod -Registry $registry

        (Restore-MLModel $lock -Registry $registry).Version | Should -Be v1.0.0
        (Restore-MLModel $lock -ForceEvaluate -Registry $registry).Version | Should -Be v1.1.0
        (Get-Content -Raw $lock | ConvertFrom-Json).models.version | Should -Be v1.1.0
    }

    It 'writes nothing with -WhatIf, and says what is not there' {
        Restore-MLModel $lock -WhatIf -Registry $registry
        Join-Path $project obj | Should -Not -Exist
        Restore-MLModel (New-TestFolder) -Registry $registry -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
    }
}
