BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # Another person's clone of a shared registry.
    function New-TestClone($Shared) {
        $path = New-TestFolder
        $null = git clone -q $Shared.Remote $path
        git -C $path config user.name 'Bob Builder'
        git -C $path config user.email 'bob@example.org'
        $path
    }
}

Describe 'Sync-MLRegistry' {
    BeforeEach {
        $shared = New-SharedRegistry
        $bob = New-TestClone $shared
        Push-Location $shared.Path
    }

    AfterEach {
        Pop-Location
    }

    It 'fetches what others wrote and pushes what was kept local, and says so' {
        $null = Register-MLModel churn (New-TestModel) -Registry $bob
        Add-TestVersion $shared.Path segment 1.0.0

        $moved = Sync-MLRegistry

        $moved[0].PSTypeNames | Should -Contain 'Registry.SyncedEvent'
        $moved.Tag | Should -Be 'churn@v0.0.1', 'segment@v1.0.0'
        $moved.Direction | Should -Be Fetched, Pushed
        $moved[1].Level | Should -Be Atomic
        $moved.Registry | Should -Be $shared.Path, $shared.Path
        Get-TestTag $shared.Remote | Should -Be (Get-TestTag $shared.Path)
        Sync-MLRegistry | Should -BeNullOrEmpty
    }

    It 'writes anew what was kept while others wrote' {
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $bob
        Add-TestVersion $shared.Path churn 2.0.0
        Register-MLModel churn (New-TestModel) -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1103,*'
        $failed[0].Exception.Message | Should -BeLike '*Sync-MLRegistry*'

        $moved = Sync-MLRegistry churn

        $moved.Direction | Should -Be Rebuilt
        $moved.Was | Should -Be 'churn@v2.0.0'
        git cat-file tag 'churn@v2.0.0' | Should -Contain 'Model-Event: 2'
        (Register-MLModel churn (New-TestModel)).Version | Should -Be v2.0.1
    }

    It 'reports a version that another has taken, and goes on with the other models' {
        $null = Register-MLModel churn (New-TestModel) -Version 1.0.0 -Registry $bob
        Add-TestVersion $shared.Path churn 1.0.0
        Add-TestVersion $shared.Path segment 1.0.0

        $moved = Sync-MLRegistry -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -Be 'MLR1103,Registry.PowerShell.Commands.SyncMLRegistryCommand'
        $failed[0].Exception.Message | Should -BeLike "*Bob Builder registered 'v1.0.0' with other content*"
        $moved.Tag | Should -Be 'segment@v1.0.0'
    }

    It 'takes patterns of names' {
        Add-TestVersion $shared.Path churn 1.0.0
        Add-TestVersion $shared.Path segment 1.0.0

        (Sync-MLRegistry s*).Tag | Should -Be 'segment@v1.0.0'
        Get-TestTag $shared.Remote | Should -Be 'segment@v1.0.0'
    }

    It 'tells of what is wrong with the models it is asked for, and of no other' {
        Add-TestVersion $shared.Path churn 1.0.0
        Add-TestVersion $shared.Path segment 1.0.0
        $null = Sync-MLRegistry
        git -C $shared.Remote update-ref -d refs/registry/segment@chain

        Sync-MLRegistry churn -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
        Sync-MLRegistry churn, segment -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
    }

    It 'sends all at once in bulk' {
        Add-TestVersion $shared.Path churn 1.0.0, 1.1.0, 1.2.0, 1.3.0, 1.4.0

        (Sync-MLRegistry -Bulk).Count | Should -Be 5

        (Get-TestTag $shared.Remote).Count | Should -Be 5
        git for-each-ref refs/registry-push | Should -BeNullOrEmpty
    }

    It 'tells with -WhatIf what would move, and moves nothing' {
        $null = Register-MLModel churn (New-TestModel) -Registry $bob
        Add-TestVersion $shared.Path segment 1.0.0
        $roots = $shared.Path, $shared.Remote, $shared.Store
        $before = Get-TreeState $roots

        Sync-MLRegistry -WhatIf | Should -BeNullOrEmpty
        $said = & $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; Sync-MLRegistry -WhatIf -Registry '$($shared.Path)'"

        $said -join "`n" | Should -BeLike '*Fetch churn@v0.0.1*churn*Push segment@v1.0.0*segment*'
        Get-TreeState $roots | Should -Be $before
    }

    It 'names a remote that is not there' {
        Sync-MLRegistry -Remote nope -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1003,*'
    }
}
