BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    function Add-TestPolicy([string] $Registry) {
        Add-Content (Join-Path $Registry 'registry.yaml') "`nretention:`n  grace: 2d`n  rules:`n    - { name: old, keepLast: 1 }"
        Save-TestCommit $Registry
    }

    function Set-StoreAge([string] $Store, [int] $Days) {
        Get-ChildItem $Store -Recurse -File | ForEach-Object { $_.LastWriteTimeUtc = $_.LastWriteTimeUtc.AddDays(-$Days) }
    }
}

Describe 'Invoke-MLRetention' {
    BeforeEach {
        $store = New-TestFolder
        $registry = New-TestRegistry -Store $store
        Add-TestPolicy $registry
        Add-TestVersion $registry churn 1.0.0, 1.1.0, 1.2.0
        Push-Location $registry
    }

    AfterEach {
        Pop-Location
    }

    It 'prints with -WhatIf what would go and the rule that decided, and touches nothing' {
        $roots = $registry, $store
        $null = Set-MLModelStage churn 1.0.0 prod
        $before = Get-TreeState $roots

        $table = Invoke-MLRetention -WhatIf 6> $null

        Get-TreeState $roots | Should -Be $before
        $versions = $table | Where-Object { $_.PSTypeNames -contains 'Registry.RetainedVersion' }
        $versions.Version | Should -Be v1.2.0, v1.1.0, v1.0.0
        $versions.Verdict | Should -Be Kept, Erase, Kept
        $versions.Rule | Should -Be "rule 'old' (keepLast 1): one of the last 1", "rule 'old' (keepLast 1)", "holds 'prod'"
        $versions[1].Bytes | Should -Be 36
        ($table | Where-Object { $_.PSTypeNames -contains 'Registry.StoreSweep' }).Condemned | Should -Be 2
    }

    It 'erases, and sweeps when the grace is over, without a question' {
        $first = Invoke-MLRetention -Confirm:$false -Message 'spring cleaning'
        Set-StoreAge $store 3
        $last = Invoke-MLRetention -Confirm:$false

        ($first | Where-Object Verdict -EQ Erase).Tag | Should -Be 'churn+erased#4', 'churn+erased#5'
        ($last | Where-Object Verdict -EQ Erased).Version | Should -Be v1.1.0, v1.0.0
        $last[-1].Swept | Should -Be 4
        git cat-file tag 'churn+erased#4' | Should -Contain 'spring cleaning'
        { Save-MLModel churn 1.0.0 -Destination out -ErrorAction Stop } | Should -Throw '*was erased*spring cleaning*'
        $all = Get-MLModelVersion churn -All
        $all.Erased | Should -Be $false, $true, $true
        Test-MLRegistry | Should -BeNullOrEmpty
    }

    It 'asks about each version, naming it and the rule' {
        $said = (& $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; Set-Location '$registry'; Invoke-MLRetention -WhatIf") -join "`n"
        $failed = & $pwsh -NoProfile -NonInteractive -Command "Import-Module Registry; Set-Location '$registry'; Invoke-MLRetention" 2>&1

        $said | Should -BeLike "*`"Erase for good by rule 'old' (keepLast 1), 36 B`" on target `"churn@v1.1.0`"*"
        $said | Should -BeLike '*"Condemn 4 blobs (*), pardon 0, delete 0 (0 B)" on target "file:///*"*'
        $said | Should -Match '(?m)^churn +v1\.1\.0 +Erase +36 B +rule ''old'''
        "$failed" | Should -BeLike '*MLR1107*-Confirm:$false*'
        Get-TestTag $registry | Should -Not -BeLike '*erased*'
    }

    It 'leaves other models and what lock files hold on to alone' {
        Add-TestVersion $registry other 1.0.0, 2.0.0
        $lock = Join-Path (New-TestFolder) 'models.lock.json'
        '{"schema":1,"models":[]}' > $lock

        $versions = Invoke-MLRetention 'oth*' -LockFile (Join-Path (Split-Path $lock) '*.json') -Confirm:$false |
            Where-Object Version

        $versions.Name | Should -Be other, other
        $versions.Verdict | Should -Be Kept, Erase
        Get-TestTag $registry | Where-Object { $_ -like '*erased*' } | Should -Be 'other+erased#3'
    }

    It 'fails where a lock file is not there: it would have kept something' {
        Invoke-MLRetention -LockFile './no*.json' -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MLR1001,*'
        Get-TestTag $registry | Should -Not -BeLike '*erased*'
    }

    It 'takes the policy of the remote''s default branch, whatever is checked out' {
        $shared = New-SharedRegistry
        Add-TestPolicy $shared.Path
        git -C $shared.Path push -q origin main
        foreach ($number in '1.0.0', '2.0.0') {
            $null = Register-MLModel churn (New-TestModel) -Version $number -Registry $shared.Path
        }
        $file = Join-Path $shared.Path 'registry.yaml'
        (Get-Content $file) -replace 'keepLast: 1', 'keep: true' | Set-Content $file
        $roots = $shared.Path, $shared.Remote, $shared.Store
        $before = Get-TreeState $roots

        (Invoke-MLRetention -Registry $shared.Path -WhatIf 6> $null | Where-Object Version).Verdict | Should -Be Kept, Erase
        Get-TreeState $roots | Where-Object { $_ -notlike '*registry-branch*' } | Should -Be $before
        $null = Invoke-MLRetention -Registry $shared.Path -Confirm:$false
        git -C $shared.Remote tag | Should -Contain 'churn+erased#3'
    }

    It 'says where there is no policy' {
        $plain = New-TestRegistry
        Add-TestVersion $plain churn 1.0.0

        $said = Invoke-MLRetention -Registry $plain -Confirm:$false 3>&1

        "$($said[0])" | Should -BeLike '*nothing is given up*'
        $said[1].Rule | Should -Be 'no policy'
    }
}
